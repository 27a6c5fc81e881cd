// SPDX-License-Identifier: GPL-2.0-only

#include "nearest-name.h"

#include <algorithm>
#include <cctype>
#include <cstddef>

namespace tcplab
{

namespace
{

/// Of longer ones nobody needs a suggestion, and the table would grow with the square.
constexpr size_t LONGEST_NAME = 64;

std::string
LowerCase(std::string text)
{
    std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) {
        return std::tolower(c);
    });
    return text;
}

/// The optimal string alignment distance.
size_t
Distance(const std::string& a, const std::string& b)
{
    std::vector<std::vector<size_t>> d(a.size() + 1, std::vector<size_t>(b.size() + 1));
    for (size_t i = 0; i <= a.size(); ++i)
    {
        for (size_t j = 0; j <= b.size(); ++j)
        {
            if (i == 0 || j == 0)
            {
                d[i][j] = i + j;
                continue;
            }
            const size_t replaced = d[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
            d[i][j] = std::min({replaced, d[i - 1][j] + 1, d[i][j - 1] + 1});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
            {
                d[i][j] = std::min(d[i][j], d[i - 2][j - 2] + 1);
            }
        }
    }
    return d[a.size()][b.size()];
}

} // namespace

std::string
NearestName(const std::string& name, const std::vector<std::string>& candidates)
{
    std::string nearest;
    // Of a short name at most one letter may be wrong, and of a single one none.
    size_t least = name.size() < 2 ? 0 : std::max<size_t>(1, name.size() / 3) + 1;
    for (const auto& candidate : candidates)
    {
        if (name.size() > LONGEST_NAME || candidate.size() > LONGEST_NAME)
        {
            continue;
        }
        const size_t distance = Distance(LowerCase(name), LowerCase(candidate));
        if (distance < least)
        {
            least = distance;
            nearest = candidate;
        }
    }
    return nearest;
}

std::string
DidYouMean(const std::string& name, const std::vector<std::string>& candidates)
{
    const std::string nearest = NearestName(name, candidates);
    return nearest.empty() ? "" : "; did you mean \"" + nearest + "\"?";
}

std::string
Enumerate(const std::vector<std::string>& words, const std::string& conjunction)
{
    std::string text;
    for (size_t i = 0; i < words.size(); ++i)
    {
        text += i == 0 ? "" : i + 1 == words.size() ? ' ' + conjunction + ' ' : ", ";
        text += words[i];
    }
    return text;
}

} // namespace tcplab
