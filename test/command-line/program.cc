// SPDX-License-Identifier: GPL-2.0-only

#include "program.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <iterator>
#include <spawn.h>
#include <sstream>
#include <stdexcept>
#include <sys/wait.h>
#include <unistd.h>

extern char** environ;

Outcome
RunTcplab(const std::vector<std::string>& arguments)
{
    return RunProgram(TCPLAB_PROGRAM, arguments);
}

Outcome
RunProgram(const std::string& program, const std::vector<std::string>& arguments)
{
    const TemporaryFolder folder;
    const std::string out = folder.PathOf("out");
    const std::string err = folder.PathOf("err");
    std::vector<std::string> words{program};
    words.insert(words.end(), arguments.begin(), arguments.end());
    std::vector<char*> argv;
    for (auto& word : words)
    {
        argv.push_back(word.data());
    }
    argv.push_back(nullptr);

    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    constexpr int CREATE = O_WRONLY | O_CREAT | O_TRUNC;
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, out.c_str(), CREATE, 0600);
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, err.c_str(), CREATE, 0600);
    pid_t child = 0;
    const int error = posix_spawn(&child, program.c_str(), &actions, nullptr, argv.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    if (error != 0)
    {
        throw std::runtime_error(program + ": " + std::strerror(error));
    }
    int status = 0;
    while (waitpid(child, &status, 0) < 0)
    {
        if (errno != EINTR)
        {
            throw std::runtime_error(std::string("waitpid: ") + std::strerror(errno));
        }
    }

    Outcome outcome;
    outcome.status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    outcome.signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
    outcome.out = ReadWholeFile(out);
    outcome.err = ReadWholeFile(err);
    return outcome;
}

TemporaryFolder::TemporaryFolder()
{
    std::string path = (std::filesystem::temp_directory_path() / "tcplab-test-XXXXXX").string();
    if (!mkdtemp(path.data()))
    {
        throw std::runtime_error(path + ": " + std::strerror(errno));
    }
    m_path = path;
}

TemporaryFolder::~TemporaryFolder()
{
    std::error_code ignored;
    std::filesystem::remove_all(m_path, ignored);
}

std::string
TemporaryFolder::PathOf(const std::string& name) const
{
    return (m_path / name).string();
}

std::string
TemporaryFolder::Write(const std::string& name, const std::string& text) const
{
    const std::string path = PathOf(name);
    std::ofstream file(path, std::ios::binary);
    file << text;
    if (!file.flush())
    {
        throw std::runtime_error(path + ": cannot be written");
    }
    return path;
}

std::string
ReadWholeFile(const std::string& path)
{
    std::ifstream file(path, std::ios::binary);
    if (!file)
    {
        throw std::runtime_error(path + ": cannot be read");
    }
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

std::vector<std::string>
SplitLines(const std::string& text)
{
    std::vector<std::string> lines;
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);)
    {
        lines.push_back(line);
    }
    return lines;
}
