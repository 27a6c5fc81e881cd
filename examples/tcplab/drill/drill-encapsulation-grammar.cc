// SPDX-License-Identifier: GPL-2.0-only

#include "drill-grammar.h"

/**
 * \file
 * The grammar of GRE's and MPLS's headers, which are read so that what follows them can be.
 */

namespace tcplab::drill
{

namespace
{

const auto comma = -Punctuation(",");
const x3::rule<class NumberTag> number = "a number";
const auto number_def = x3::omit[anyInteger | anyHexadecimal];

const x3::rule<class GreFlagTag> greFlag = "\"none\", \"checksum\", \"key\" or \"sequence#\"";
const auto greFlag_def =
    x3::omit[Reserved("none") | ((Reserved("checksum") | Reserved("key") | Reserved("sequence#")) >
                                 Reserved("present"))];
const x3::rule<class GreFlagsTag> greFlags = "a number or \"[\"";
const auto greFlags_def =
    number |
    x3::omit[Punctuation("[") > greFlag > *(Punctuation(",") > greFlag) > Punctuation("]")];

const auto greHeader_def = (Reserved("flags") | Reserved("Flags")) > greFlags > comma >
                           Reserved("sum") > number > comma > Reserved("off") > number > comma >
                           Reserved("key") > -Punctuation("=") > number > comma >
                           Reserved("seq") > number;

const auto bottom = Punctuation("[") > anyWord > Punctuation("]") > Punctuation(",");
const auto mplsEntry_def = Punctuation("(") > Reserved("label") > anyInteger > Punctuation(",") >
                           Reserved("tc") > anyInteger > Punctuation(",") > -bottom >
                           Reserved("ttl") > anyInteger > Punctuation(")");

} // namespace

BOOST_SPIRIT_DEFINE(number, greFlag, greFlags, greHeader, mplsEntry)

BOOST_SPIRIT_INSTANTIATE(GreHeaderRule, TokenIterator, x3::unused_type)
BOOST_SPIRIT_INSTANTIATE(MplsEntryRule, TokenIterator, x3::unused_type)

} // namespace tcplab::drill
