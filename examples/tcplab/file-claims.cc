// SPDX-License-Identifier: GPL-2.0-only

#include "file-claims.h"

#include "source-text.h"

#include <filesystem>
#include <system_error>
#include <vector>

namespace tcplab
{

namespace
{

namespace fs = std::filesystem;

struct Claim
{
    fs::path path;
    std::string as; ///< what it is: "a script", "--json"
};

std::vector<Claim>&
Claims()
{
    static std::vector<Claim> claims;
    return claims;
}

/// Whether two paths lead to one file, which need not be there yet.
bool
AreOne(const fs::path& a, const fs::path& b)
{
    std::error_code error;
    if (fs::exists(a, error) && fs::exists(b, error))
    {
        return fs::is_regular_file(a, error) && fs::equivalent(a, b, error);
    }
    return fs::weakly_canonical(a, error) == fs::weakly_canonical(b, error);
}

} // namespace

void
ClaimInput(const std::string& path)
{
    Claims().push_back({path, "a script"});
}

void
ClaimOutput(const std::string& option, const std::string& path)
{
    for (const Claim& claim : Claims())
    {
        if (AreOne(claim.path, path))
        {
            throw UsageError(option + ": \"" + path + "\" is " + claim.as +
                             " already; each file has one use");
        }
    }
    Claims().push_back({path, "what " + option + " writes"});
}

} // namespace tcplab
