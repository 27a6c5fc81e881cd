// SPDX-License-Identifier: GPL-2.0-only

#include "own-process.h"

#include "row.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <string>
#include <sys/wait.h>
#include <system_error>
#include <unistd.h>

namespace
{

/// What the process says first, before the figure or the reason why there is none.
enum Outcome : char
{
    MEASURED,
    FAILED,
};

[[noreturn]] void
ThrowErrno(const char* call)
{
    throw std::system_error(errno, std::generic_category(), call);
}

void
WriteAll(int descriptor, const std::string& text)
{
    size_t written = 0;
    while (written < text.size())
    {
        const ssize_t count = write(descriptor, text.data() + written, text.size() - written);
        if (count < 0)
        {
            _exit(EXIT_FAILURE); // whoever waits for the figure misses it, and says so
        }
        written += static_cast<size_t>(count);
    }
}

std::string
ReadAll(int descriptor)
{
    std::string text;
    std::array<char, 1024> part;
    ssize_t count = 0;
    while ((count = read(descriptor, part.data(), part.size())) > 0)
    {
        text.append(part.data(), static_cast<size_t>(count));
    }
    return text;
}

std::string
Answer(const std::function<double()>& measure)
{
    try
    {
        const double figure = measure();
        std::string answer(1, MEASURED);
        return answer.append(reinterpret_cast<const char*>(&figure), sizeof(figure));
    }
    catch (const std::exception& error)
    {
        return std::string(1, FAILED) + error.what();
    }
}

} // namespace

double
InOwnProcess(const std::function<double()>& measure)
{
    std::array<int, 2> ends;
    if (pipe(ends.data()) != 0)
    {
        ThrowErrno("pipe");
    }
    const pid_t process = fork();
    if (process < 0)
    {
        ThrowErrno("fork");
    }
    if (process == 0)
    {
        close(ends[0]);
        WriteAll(ends[1], Answer(measure));
        _exit(EXIT_SUCCESS); // nothing is taken down: that would take as long as the measurement
    }
    close(ends[1]);
    const std::string answer = ReadAll(ends[0]);
    close(ends[0]);
    int status = 0;
    waitpid(process, &status, 0);
    if (WIFSIGNALED(status))
    {
        throw std::runtime_error(std::string("the process that measured was ended: ") +
                                 strsignal(WTERMSIG(status)));
    }
    double figure = 0;
    if (answer.size() != 1 + sizeof(figure) || answer.front() != MEASURED)
    {
        throw std::runtime_error(answer.empty() ? "the process that measured gave no figure"
                                                : answer.substr(1));
    }
    std::memcpy(&figure, &answer[1], sizeof(figure));
    return figure;
}

void
MeasureInOwnProcess(benchmark::State& state, const std::function<double()>& measure)
{
    for (auto unused : state)
    {
        (void)unused;
        try
        {
            state.counters[FIGURE] = InOwnProcess(measure);
        }
        catch (const std::runtime_error& error)
        {
            state.SkipWithError(error.what());
        }
    }
}
