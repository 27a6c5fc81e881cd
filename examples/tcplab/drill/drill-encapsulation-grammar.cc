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
const auto number = anyInteger | anyHexadecimal;
const auto greFlag =
    Reserved("none") |
    ((Reserved("checksum") | Reserved("key") | Reserved("sequence#")) > Reserved("present"));
const auto greFlags = (Reserved("flags") | Reserved("Flags")) >
                      (number | (Punctuation("[") > greFlag > *(Punctuation(",") > greFlag) >
                                 Punctuation("]")));

const auto greHeader_def = greFlags > comma > Reserved("sum") > number > comma >
                           Reserved("off") > number > comma > Reserved("key") >
                           -Punctuation("=") > number > comma > Reserved("seq") > number;

const auto bottom = Punctuation("[") > anyWord > Punctuation("]") > Punctuation(",");
const auto mplsEntry_def = Punctuation("(") > Reserved("label") > anyInteger > Punctuation(",") >
                           Reserved("tc") > anyInteger > Punctuation(",") > -bottom >
                           Reserved("ttl") > anyInteger > Punctuation(")");

} // namespace

BOOST_SPIRIT_DEFINE(greHeader, mplsEntry)

BOOST_SPIRIT_INSTANTIATE(GreHeaderRule, TokenIterator, x3::unused_type)
BOOST_SPIRIT_INSTANTIATE(MplsEntryRule, TokenIterator, x3::unused_type)

} // namespace tcplab::drill
