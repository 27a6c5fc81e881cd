// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCPLAB_FILE_CLAIMS_H
#define TCPLAB_FILE_CLAIMS_H

#include <string>

/**
 * \file
 * What the program reads and what it writes in one run. A file that serves twice would be lost, if
 * only in part, whatever names it is given. Files that are no regular ones, such as /dev/null, may
 * serve twice.
 */

namespace tcplab
{

/// A file is read. \param path where it is; if it is nowhere nothing happens
void ClaimInput(const std::string& path);

/**
 * A file is about to be written.
 * \param option that names it
 * \param path where it is, or will be
 * \throws UsageError if it is read or written already
 */
void ClaimOutput(const std::string& option, const std::string& path);

} // namespace tcplab

#endif // TCPLAB_FILE_CLAIMS_H
