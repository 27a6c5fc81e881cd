// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCPLAB_DRILL_FILES_H
#define TCPLAB_DRILL_FILES_H

#include <string>
#include <vector>

namespace tcplab::drill
{

/**
 * \param paths files and folders
 * \return the files, and of each folder all files *.pkt in it and below in the order of their names
 * \throws UsageError if there is no such file, or a folder holds no script
 */
std::vector<std::string> FindScripts(const std::vector<std::string>& paths);

} // namespace tcplab::drill

#endif // TCPLAB_DRILL_FILES_H
