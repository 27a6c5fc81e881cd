// SPDX-License-Identifier: GPL-2.0-only

#include "drill-jobs.h"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstring>
#include <iostream>
#include <list>
#include <map>
#include <optional>
#include <poll.h>
#include <sys/wait.h>
#include <system_error>
#include <unistd.h>
#include <utility>
#include <vector>

namespace tcplab::drill
{

namespace
{

using Clock = std::chrono::steady_clock;

/// The exit status of a job that has told its outcome.
constexpr int TOLD = 0;

[[noreturn]] void
ThrowErrno(const char* what)
{
    throw std::system_error(errno, std::generic_category(), what);
}

// An outcome on its way through a pipe: numbers in the machine's own way, texts after their length.

void
Put(std::string& to, uint32_t number)
{
    char octets[sizeof number];
    std::memcpy(octets, &number, sizeof number);
    to.append(octets, sizeof number);
}

void
Put(std::string& to, const std::string& text)
{
    Put(to, static_cast<uint32_t>(text.size()));
    to += text;
}

std::string
Pack(const Outcome& outcome)
{
    std::string octets;
    Put(octets, static_cast<uint32_t>(outcome.verdict));
    Put(octets, outcome.line);
    Put(octets, outcome.reason);
    Put(octets, static_cast<uint32_t>(outcome.warnings.size()));
    for (const auto& warning : outcome.warnings)
    {
        Put(octets, warning);
    }
    return octets;
}

/// Takes off what Put has put. It stays at the end once something is missing.
class Unpacker
{
  public:
    explicit Unpacker(const std::string& octets)
        : m_octets(octets)
    {
    }

    uint32_t Number()
    {
        uint32_t number = 0;
        if (Has(sizeof number))
        {
            std::memcpy(&number, m_octets.data() + m_at, sizeof number);
            m_at += sizeof number;
        }
        return number;
    }

    std::string Text()
    {
        const uint32_t size = Number();
        if (!Has(size))
        {
            return {};
        }
        m_at += size;
        return m_octets.substr(m_at - size, size);
    }

    bool IsComplete() const
    {
        return m_complete && m_at == m_octets.size();
    }

  private:
    bool Has(size_t octets)
    {
        m_complete = m_complete && octets <= m_octets.size() - m_at;
        return m_complete;
    }

    const std::string& m_octets;
    size_t m_at{0};
    bool m_complete{true};
};

std::optional<Outcome>
Unpack(const std::string& octets)
{
    Unpacker from(octets);
    Outcome outcome;
    outcome.verdict = static_cast<Verdict>(from.Number());
    outcome.line = from.Number();
    outcome.reason = from.Text();
    const uint32_t warnings = from.Number();
    for (uint32_t i = 0; i < warnings && !octets.empty(); ++i)
    {
        outcome.warnings.push_back(from.Text());
        if (outcome.warnings.back().empty())
        {
            break;
        }
    }
    return from.IsComplete() ? std::make_optional(std::move(outcome)) : std::nullopt;
}

/// The end of a pipe that is read.
class Stream
{
  public:
    explicit Stream(int descriptor)
        : m_descriptor(descriptor)
    {
    }

    Stream(Stream&& other) noexcept
        : m_descriptor(std::exchange(other.m_descriptor, -1)),
          m_text(std::move(other.m_text))
    {
    }

    ~Stream()
    {
        Close();
    }

    /// \return the descriptor, -1 if it is at its end
    int Get() const
    {
        return m_descriptor;
    }

    const std::string& GetText() const
    {
        return m_text;
    }

    /// Reads what is there. It closes itself at the end.
    void Read()
    {
        char part[1 << 14];
        const ssize_t octets = read(m_descriptor, part, sizeof part);
        if (octets > 0)
        {
            m_text.append(part, static_cast<size_t>(octets));
        }
        else if (octets == 0 || errno != EINTR)
        {
            Close();
        }
    }

  private:
    void Close()
    {
        if (m_descriptor >= 0)
        {
            close(m_descriptor);
            m_descriptor = -1;
        }
    }

    int m_descriptor;
    std::string m_text;
};

/// A job that runs.
struct Job
{
    size_t number;
    pid_t process;
    Stream outcome;
    Stream output;
    Clock::time_point deadline;
    bool ended{false}; ///< because it took too long
};

bool
WriteAll(int descriptor, const std::string& octets)
{
    size_t written = 0;
    while (written < octets.size())
    {
        const ssize_t part = write(descriptor, octets.data() + written, octets.size() - written);
        if (part < 0 && errno != EINTR)
        {
            return false;
        }
        written += part > 0 ? static_cast<size_t>(part) : 0;
    }
    return true;
}

Job
Start(size_t number, const JobTerms& terms, const std::function<Outcome(size_t)>& run)
{
    int outcome[2];
    int output[2];
    if (pipe(outcome) != 0 || pipe(output) != 0)
    {
        ThrowErrno("pipe");
    }
    std::cout.flush();
    const pid_t process = fork();
    if (process < 0)
    {
        ThrowErrno("fork");
    }
    if (process == 0)
    {
        close(outcome[0]);
        close(output[0]);
        dup2(output[1], STDOUT_FILENO);
        dup2(output[1], STDERR_FILENO);
        const bool told = WriteAll(outcome[1], Pack(run(number)));
        std::cout.flush();
        std::cerr.flush();
        // What the parent has set up to be done at its end is not this process's to do.
        _exit(told ? TOLD : TOLD + 1);
    }
    close(outcome[1]);
    close(output[1]);
    return {number, process, Stream(outcome[0]), Stream(output[0]), Clock::now() + terms.limit};
}

Outcome
Failed(const std::string& reason)
{
    return {Verdict::Failed, 0, reason, {}};
}

/// The job's process has closed its streams.
JobResult
Finish(Job& job, const JobTerms& terms)
{
    int status = 0;
    while (waitpid(job.process, &status, 0) < 0 && errno == EINTR)
    {
    }
    JobResult result;
    result.output = job.output.GetText();
    const auto outcome = Unpack(job.outcome.GetText());
    if (job.ended)
    {
        result.outcome = Failed("it did not end within " + std::to_string(terms.limit.count()) +
                                " s, and was ended");
    }
    else if (WIFSIGNALED(status))
    {
        result.outcome = Failed(std::string("the program crashed: ") + strsignal(WTERMSIG(status)));
    }
    else if (WEXITSTATUS(status) != TOLD || !outcome)
    {
        result.outcome =
            Failed("the program ended with exit status " + std::to_string(WEXITSTATUS(status)));
    }
    else
    {
        result.outcome = *outcome;
    }
    return result;
}

/// Waits until a job has written something or takes too long, and reads.
void
Attend(std::list<Job>& jobs)
{
    std::vector<pollfd> polled;
    auto deadline = Clock::time_point::max();
    for (auto& job : jobs)
    {
        polled.push_back({job.outcome.Get(), POLLIN, 0});
        polled.push_back({job.output.Get(), POLLIN, 0});
        deadline = job.ended ? deadline : std::min(deadline, job.deadline);
    }
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now()).count();
    const int timeout = deadline == Clock::time_point::max()
                            ? -1
                            : static_cast<int>(std::clamp<int64_t>(left + 1, 0, 1000));
    if (poll(polled.data(), polled.size(), timeout) < 0 && errno != EINTR)
    {
        ThrowErrno("poll");
    }
    size_t i = 0;
    for (auto& job : jobs)
    {
        if (polled[i++].revents)
        {
            job.outcome.Read();
        }
        if (polled[i++].revents)
        {
            job.output.Read();
        }
        if (!job.ended && Clock::now() >= job.deadline)
        {
            job.ended = true;
            kill(job.process, SIGKILL);
        }
    }
}

} // namespace

void
RunJobs(size_t count,
        const JobTerms& terms,
        const std::function<Outcome(size_t)>& run,
        const std::function<void(size_t, const JobResult&)>& done)
{
    std::list<Job> jobs;
    std::map<size_t, JobResult> results; // that wait for one before them
    size_t started = 0;
    size_t told = 0;
    while (told < count)
    {
        while (started < count && jobs.size() < std::max(terms.atATime, 1U))
        {
            jobs.push_back(Start(started, terms, run));
            ++started;
        }
        Attend(jobs);
        for (auto job = jobs.begin(); job != jobs.end();)
        {
            if (job->outcome.Get() < 0 && job->output.Get() < 0)
            {
                results.emplace(job->number, Finish(*job, terms));
                job = jobs.erase(job);
            }
            else
            {
                ++job;
            }
        }
        while (!results.empty() && results.begin()->first == told)
        {
            done(told, results.begin()->second);
            results.erase(results.begin());
            ++told;
        }
    }
}

} // namespace tcplab::drill
