// SPDX-License-Identifier: GPL-2.0-only

#ifndef PROGRAM_H
#define PROGRAM_H

#include <filesystem>
#include <string>
#include <vector>

/// What a call of the program has left behind.
struct Outcome
{
    int status{-1};  ///< exit status; -1 if a signal ended it
    int signal{0};   ///< the signal that ended it, 0 if none did
    std::string out; ///< standard output
    std::string err; ///< standard error
};

/**
 * Calls tcplab as a user does.
 *
 * \param arguments its arguments
 * \return what came of it
 */
Outcome RunTcplab(const std::vector<std::string>& arguments);

/**
 * Calls a program as a user does.
 *
 * \param program its path
 * \param arguments its arguments
 * \return what came of it
 */
Outcome RunProgram(const std::string& program, const std::vector<std::string>& arguments);

/// A folder that is there as long as the object is.
class TemporaryFolder
{
  public:
    TemporaryFolder();
    ~TemporaryFolder();
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;

    /**
     * \param name of a file
     * \return its path in this folder
     */
    std::string PathOf(const std::string& name) const;

    /**
     * \param name of a file
     * \param text what to write into it
     * \return its path in this folder
     */
    std::string Write(const std::string& name, const std::string& text) const;

  private:
    std::filesystem::path m_path;
};

/**
 * \param path of a file
 * \return what is in it
 */
std::string ReadWholeFile(const std::string& path);

/**
 * \param text some lines
 * \return the lines, without their ends
 */
std::vector<std::string> SplitLines(const std::string& text);

#endif // PROGRAM_H
