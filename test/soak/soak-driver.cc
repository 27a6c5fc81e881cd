// SPDX-License-Identifier: GPL-2.0-only

#include "soak-driver.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <gtest/gtest.h>
#include <iostream>
#include <map>
#include <memory>
#include <new>
#include <sstream>
#include <stdexcept>
#include <string>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <system_error>
#include <unistd.h>

namespace
{

/// Exit status of a run's process that has found something wrong.
constexpr int WRONG = 1;

/// \return an error of the system's
std::system_error
SystemError(const std::string& what)
{
    return std::system_error(errno, std::generic_category(), what);
}

/// A run whose process has begun.
struct Child
{
    uint32_t seed;
    SoakResult* result;                                   ///< in memory that it shares
    std::unique_ptr<std::FILE, int (*)(std::FILE*)> said; ///< what it printed
};

SoakResult*
NewSharedResult()
{
    void* const memory = mmap(nullptr,
                              sizeof(SoakResult),
                              PROT_READ | PROT_WRITE,
                              MAP_SHARED | MAP_ANONYMOUS,
                              -1,
                              0);
    if (memory == MAP_FAILED)
    {
        throw SystemError("mmap");
    }
    return new (memory) SoakResult;
}

std::string
ReadAll(std::FILE* file)
{
    std::string text;
    std::array<char, 4096> part;
    std::rewind(file);
    while (const size_t read = std::fread(part.data(), 1, part.size(), file))
    {
        text.append(part.data(), read);
    }
    return text;
}

/// \return how a process has ended that may take some seconds, in words; empty if all went well
std::string
WhatIsWrong(int status, uint32_t seconds)
{
    if (WIFSIGNALED(status))
    {
        const int signal = WTERMSIG(status);
        if (signal == SIGXCPU)
        {
            return "it took more than " + std::to_string(seconds) + " s of the processor";
        }
        return std::string("it was ended by a signal: ") + strsignal(signal);
    }
    const int exitStatus = WEXITSTATUS(status);
    if (exitStatus == 0)
    {
        return "";
    }
    return exitStatus == WRONG ? "not all was as it should be"
                               : "it ended with exit status " + std::to_string(exitStatus);
}

/// Keeps some processes at work.
class Driver
{
  public:
    Driver(const SoakOrder& order,
           const std::function<SoakResult(const SoakRun&)>& simulate,
           std::ostream& out)
        : m_order(order),
          m_simulate(simulate),
          m_out(out)
    {
    }

    SoakSummary Run()
    {
        for (uint32_t started = 0; m_summary.runs < m_order.runs;)
        {
            if (started < m_order.runs && m_children.size() < m_order.jobs)
            {
                Start(m_order.first + started++);
            }
            else
            {
                AwaitOne();
                ShowProgress();
            }
        }
        ClearProgress();
        return m_summary;
    }

  private:
    void Start(uint32_t seed)
    {
        Child child{seed, NewSharedResult(), {std::tmpfile(), &std::fclose}};
        if (!child.said)
        {
            throw SystemError("no temporary file");
        }
        m_out.flush();
        const pid_t process = fork();
        if (process < 0)
        {
            throw SystemError("fork");
        }
        if (process == 0)
        {
            BeChild(child);
        }
        m_children.emplace(process, std::move(child));
    }

    [[noreturn]] void BeChild(const Child& child) const
    {
        const rlimit limit{m_order.seconds, m_order.seconds + 1};
        const rlimit noCore{0, 0};
        setrlimit(RLIMIT_CPU, &limit);
        setrlimit(RLIMIT_CORE, &noCore);
        dup2(fileno(child.said.get()), STDOUT_FILENO);
        dup2(fileno(child.said.get()), STDERR_FILENO);
        SoakRun run = SoakRun::Draw(child.seed);
        run.printSegments = m_order.segments;
        *child.result = m_simulate(run);
        std::cout.flush();
        std::fflush(nullptr);
        // Without destructors: what is left of the simulation goes with the process.
        _exit(::testing::Test::HasFailure() ? WRONG : 0);
    }

    void AwaitOne()
    {
        int status = 0;
        const pid_t process = wait(&status);
        if (process < 0)
        {
            throw SystemError("wait");
        }
        const auto found = m_children.find(process);
        if (found == m_children.end())
        {
            return; // a process that somebody else has begun
        }
        const Child child = std::move(found->second);
        m_children.erase(found);
        ++m_summary.runs;
        const std::string wrong = WhatIsWrong(status, m_order.seconds);
        if (wrong.empty())
        {
            Add(*child.result);
        }
        m_summary.failed += wrong.empty() ? 0 : 1;
        if (!wrong.empty() || m_order.describe)
        {
            ClearProgress();
            m_out << "soak: run " << child.seed << (wrong.empty() ? ": passed" : ": FAILED, ")
                  << wrong << "; again: ./tcplab test --soak 1 " << child.seed << "\n"
                  << SoakRun::Draw(child.seed) << ReadAll(child.said.get());
        }
        munmap(child.result, sizeof(SoakResult));
    }

    void Add(const SoakResult& result)
    {
        SoakResult& total = m_summary.total;
        total.connections += result.connections;
        total.gaveUp += result.gaveUp;
        total.spoiltByNs3 += result.spoiltByNs3;
        total.octets += result.octets;
        total.segments += result.segments;
        total.lost += result.lost;
        total.overtaken += result.overtaken;
        total.repeated += result.repeated;
    }

    void ShowProgress() const
    {
        if (m_order.progress)
        {
            std::cerr << "\r\033[Ktcplab: soak, run " << m_summary.runs << '/' << m_order.runs
                      << ", " << m_summary.failed << " failed";
        }
    }

    void ClearProgress() const
    {
        if (m_order.progress)
        {
            std::cerr << "\r\033[K";
        }
    }

    const SoakOrder m_order;
    const std::function<SoakResult(const SoakRun&)>& m_simulate;
    std::ostream& m_out;
    std::map<pid_t, Child> m_children;
    SoakSummary m_summary;
};

} // namespace

SoakSummary
RunSoak(const SoakOrder& order,
        const std::function<SoakResult(const SoakRun&)>& simulate,
        std::ostream& out)
{
    return Driver(order, simulate, out).Run();
}

std::ostream&
operator<<(std::ostream& stream, const SoakSummary& summary)
{
    const SoakResult& total = summary.total;
    return stream << "soak: " << total.connections << " connections, " << total.octets
                  << " octets read; segments: " << total.segments << " sent and received, "
                  << total.lost << " lost, " << total.overtaken << " overtaken, " << total.repeated
                  << " repeated\n"
                  << "soak: " << summary.runs << " runs, " << total.gaveUp
                  << " connections gave up after their last retry, " << total.spoiltByNs3
                  << " were spoilt by TcpSocketBase at the other end, " << summary.failed
                  << " failed\n";
}
