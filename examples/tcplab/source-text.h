// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCPLAB_SOURCE_TEXT_H
#define TCPLAB_SOURCE_TEXT_H

#include <cstddef>
#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace tcplab
{

/// The most octets that a script may have.
constexpr size_t LARGEST_SCRIPT = 1 << 20;

/// The text of a script, and where it comes from.
class SourceText
{
  public:
    /**
     * Reads a script file.
     *
     * \param path of a file (or a pipe) of at most 1 MiB
     * \return its text
     * \throws UsageError if it cannot be read: it is a directory, too large, not there
     */
    static std::shared_ptr<const SourceText> ReadFile(const std::string& path);

    /**
     * \param name what errors call the text: a path, or an option's name
     * \param text the text
     */
    SourceText(std::string name, std::string text);

    /// \return what errors call the text
    const std::string& GetName() const;

    /// \return how many lines there are
    size_t GetLineCount() const;

    /**
     * \param line number of a line, from 1
     * \return the line without its end
     */
    std::string_view GetLine(size_t line) const;

    /// \return all of the text
    std::string_view GetText() const;

  private:
    std::string m_name;
    std::string m_text;
    std::vector<std::string_view> m_lines;
};

/// A place in a script.
struct Location
{
    std::shared_ptr<const SourceText> source;
    uint32_t line{1};   ///< from 1
    uint32_t column{1}; ///< in octets, from 1

    /// \return "FILE:LINE:COLUMN"
    std::string ToString() const;

    /// \return the line and a caret under the place, each ended; "" if the line is not printable
    std::string Excerpt() const;
};

/// A script that cannot be used.
class ScriptError : public std::runtime_error
{
  public:
    /**
     * \param where the place that is wrong
     * \param what what is wrong there, and what would be right
     */
    ScriptError(const Location& where, const std::string& what);
};

/**
 * Refuses what is no text.
 *
 * \param source a script
 * \throws ScriptError at the first control character that is no tab and no end of a line
 */
void CheckIsText(const std::shared_ptr<const SourceText>& source);

/// A command line that cannot be used.
class UsageError : public std::runtime_error
{
  public:
    using std::runtime_error::runtime_error;
};

} // namespace tcplab

#endif // TCPLAB_SOURCE_TEXT_H
