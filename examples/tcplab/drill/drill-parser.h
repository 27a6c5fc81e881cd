// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCPLAB_DRILL_PARSER_H
#define TCPLAB_DRILL_PARSER_H

#include "drill-script.h"

#include <map>
#include <memory>
#include <string>

namespace tcplab::drill
{

/// What --define gives: NAME and VALUE; the empty text for a NAME alone.
using Definitions = std::map<std::string, std::string>;

/**
 * Reads a packet script.
 *
 * \param source its text
 * \param definitions what names stand for, and are known to "#ifdef"
 * \return what it says
 * \throws ScriptError at the first place that is wrong: "FILE:LINE:COLUMN: what is wrong"
 */
Script ParseDrillScript(std::shared_ptr<const SourceText> source, const Definitions& definitions);

} // namespace tcplab::drill

#endif // TCPLAB_DRILL_PARSER_H
