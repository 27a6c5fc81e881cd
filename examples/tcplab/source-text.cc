// SPDX-License-Identifier: GPL-2.0-only

#include "source-text.h"

#include "file-claims.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <system_error>

namespace tcplab
{

namespace
{

/// What some editors begin a text in UTF-8 with.
constexpr std::string_view BYTE_ORDER_MARK = "\xEF\xBB\xBF";

/// Longest excerpt that an error shows of a line.
constexpr size_t EXCERPT_WIDTH = 100;

bool
IsPrintable(std::string_view text)
{
    return std::all_of(text.begin(), text.end(), [](unsigned char c) {
        return c == '\t' || (c >= 0x20 && c != 0x7f);
    });
}

std::string
ReadAtMost(std::FILE* file, size_t limit)
{
    std::string text(limit, '\0');
    text.resize(std::fread(text.data(), 1, limit, file));
    return text;
}

} // namespace

std::shared_ptr<const SourceText>
SourceText::ReadFile(const std::string& path)
{
    std::error_code ignored;
    if (std::filesystem::is_directory(path, ignored))
    {
        throw UsageError(path + ": is a directory; a script is a file");
    }
    ClaimInput(path);
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "rb"),
                                                               std::fclose);
    if (!file)
    {
        throw UsageError(path + ": cannot be opened: " + std::strerror(errno));
    }
    std::string text = ReadAtMost(file.get(), LARGEST_SCRIPT + 1);
    if (std::ferror(file.get()))
    {
        throw UsageError(path + ": cannot be read: " + std::strerror(errno));
    }
    if (text.size() > LARGEST_SCRIPT)
    {
        throw UsageError(path + ": is larger than 1 MiB, too large for a script");
    }
    if (text.compare(0, BYTE_ORDER_MARK.size(), BYTE_ORDER_MARK) == 0)
    {
        text.erase(0, BYTE_ORDER_MARK.size());
    }
    return std::make_shared<const SourceText>(path, std::move(text));
}

SourceText::SourceText(std::string name, std::string text)
    : m_name(std::move(name)),
      m_text(std::move(text))
{
    std::string_view rest = m_text;
    while (!rest.empty())
    {
        const size_t end = std::min(rest.find('\n'), rest.size());
        std::string_view line = rest.substr(0, end);
        if (!line.empty() && line.back() == '\r')
        {
            line.remove_suffix(1);
        }
        m_lines.push_back(line);
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
}

const std::string&
SourceText::GetName() const
{
    return m_name;
}

size_t
SourceText::GetLineCount() const
{
    return m_lines.size();
}

std::string_view
SourceText::GetLine(size_t line) const
{
    return m_lines.at(line - 1);
}

std::string_view
SourceText::GetText() const
{
    return m_text;
}

std::string
Location::ToString() const
{
    return source->GetName() + ':' + std::to_string(line) + ':' + std::to_string(column);
}

std::string
Location::Excerpt() const
{
    if (line > source->GetLineCount() || !IsPrintable(source->GetLine(line)))
    {
        return {};
    }
    const std::string_view text = source->GetLine(line);
    const size_t offset = column - 1;
    const size_t start = offset < EXCERPT_WIDTH ? 0 : offset - EXCERPT_WIDTH / 2;
    const std::string_view shown = text.substr(start, EXCERPT_WIDTH);
    // Tabs are kept before the caret, so that it stands under its place however wide they are.
    std::string indent;
    for (const char c : shown.substr(0, offset - start))
    {
        // Of a character of several octets only the first takes room.
        if ((static_cast<unsigned char>(c) & 0xc0) != 0x80)
        {
            indent += c == '\t' ? '\t' : ' ';
        }
    }
    return "  " + std::string(shown) + "\n  " + indent + "^\n";
}

ScriptError::ScriptError(const Location& where, const std::string& what)
    : std::runtime_error(where.ToString() + ": " + what + '\n' + where.Excerpt())
{
}

void
CheckIsText(const std::shared_ptr<const SourceText>& source)
{
    for (uint32_t number = 1; number <= source->GetLineCount(); ++number)
    {
        const std::string_view line = source->GetLine(number);
        const auto bad = std::find_if(line.begin(), line.end(), [](unsigned char c) {
            return (c < 0x20 && c != '\t') || c == 0x7f;
        });
        if (bad != line.end())
        {
            const auto column = static_cast<uint32_t>(bad - line.begin() + 1);
            throw ScriptError({source, number, column},
                              "this is no text: octet " +
                                  std::to_string(static_cast<unsigned char>(*bad)) +
                                  " is a control character");
        }
    }
}

} // namespace tcplab
