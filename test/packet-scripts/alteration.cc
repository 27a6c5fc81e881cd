// SPDX-License-Identifier: GPL-2.0-only

#include "alteration.h"

#include "drill/drill-notation.h"

#include <algorithm>
#include <functional>

using namespace tcplab::drill;

namespace
{

/// Makes the alterations of one event at a time.
class Alterer
{
  public:
    explicit Alterer(const Script& script)
        : m_script(script)
    {
    }

    std::vector<Alteration> AlterAll()
    {
        for (m_at = 0; m_at < m_script.events.size(); ++m_at)
        {
            std::visit([this](const auto& action) { AlterAction(action); }, Present().action);
        }
        return std::move(m_alterations);
    }

  private:
    const Event& Present() const
    {
        return m_script.events[m_at];
    }

    void Add(AlterationKind kind, const std::function<void(Event& event)>& alter)
    {
        Script altered = m_script;
        alter(altered.events[m_at]);
        const std::string was = ToNotation(Present());
        const std::string is = ToNotation(altered.events[m_at]);
        m_alterations.push_back({kind, was + "  ->  " + is, std::move(altered)});
    }

    template <typename Action>
    void AddTo(AlterationKind kind, const std::function<void(Action& action)>& alter)
    {
        Add(kind, [&alter](Event& event) { alter(std::get<Action>(event.action)); });
    }

    // Segments

    void AlterAction(const Segment& segment)
    {
        if (segment.direction == Direction::Inbound)
        {
            return; // what is sent is no expectation
        }
        AlterNumbers(segment);
        AlterFlags(segment);
        AlterOptions(segment);
        AlterTime();
        Script without = m_script;
        without.events.erase(without.events.begin() + static_cast<ptrdiff_t>(m_at));
        // What follows keeps its time.
        if (m_at < without.events.size() && Present().time.kind == EventTime::Kind::Relative)
        {
            Delay(without.events[m_at], Present().time.usecs);
        }
        m_alterations.push_back(
            {AlterationKind::Removal, ToNotation(Present()) + "  ->  nothing", std::move(without)});
    }

    static void Delay(Event& event, int64_t usecs)
    {
        const bool relative = event.time.kind == EventTime::Kind::Relative ||
                              event.time.kind == EventTime::Kind::RelativeRange;
        event.time.usecs += relative ? usecs : 0;
        event.time.endUsecs += relative ? usecs : 0;
    }

    void AlterNumbers(const Segment& segment)
    {
        // The first SYN's number stands for whatever the initial one is.
        const bool anchors = (segment.controlBits & SYN_BIT) != 0;
        if (!anchors)
        {
            AddTo<Segment>(AlterationKind::Number, [](Segment& altered) { ++altered.seq; });
        }
        AddTo<Segment>(AlterationKind::Number, [](Segment& altered) { ++altered.octets; });
        if (segment.octets > 0)
        {
            AddTo<Segment>(AlterationKind::Number, [](Segment& altered) { --altered.octets; });
        }
        if (segment.ack)
        {
            AddTo<Segment>(AlterationKind::Number, [](Segment& altered) { ++*altered.ack; });
            AddTo<Segment>(AlterationKind::Number, [](Segment& altered) { --*altered.ack; });
        }
        if (segment.window)
        {
            AddTo<Segment>(AlterationKind::Number, [](Segment& altered) { *altered.window ^= 1; });
        }
        if (segment.urgent)
        {
            AddTo<Segment>(AlterationKind::Number, [](Segment& altered) { ++*altered.urgent; });
        }
    }

    void AlterFlags(const Segment& segment)
    {
        for (const uint16_t bit :
             {FIN_BIT, SYN_BIT, RST_BIT, PSH_BIT, ACK_BIT, URG_BIT, ECE_BIT, CWR_BIT})
        {
            AddTo<Segment>(AlterationKind::Flag,
                           [bit](Segment& altered) { altered.controlBits ^= bit; });
        }
        if (segment.ip.ecn && *segment.ip.ecn != EcnMark::EctEither)
        {
            AddTo<Segment>(AlterationKind::Flag, [](Segment& altered) {
                altered.ip.ecn =
                    *altered.ip.ecn == EcnMark::NotEct ? EcnMark::Ect0 : EcnMark::NotEct;
            });
        }
    }

    using Options = std::vector<TcpOption>;

    void AddOptions(const std::function<void(Options& options)>& alter)
    {
        AddTo<Segment>(AlterationKind::Option,
                       [&alter](Segment& altered) { alter(*altered.options); });
    }

    void AlterOptions(const Segment& segment)
    {
        if (!segment.options)
        {
            return;
        }
        AddOptions([](Options& options) { options.insert(options.end(), 4, {NopOption()}); });
        for (size_t i = 0; i < segment.options->size(); ++i)
        {
            AlterOption(segment.options->at(i), i);
        }
    }

    /// Alters an option's contents, and puts others of its length in its place.
    void AlterOption(const TcpOption& option, size_t i)
    {
        const auto change = [this, i](const auto& alter) {
            AddOptions([&](Options& options) { alter(options[i].value); });
        };
        const uint32_t length = option.GetLength();
        if (!std::holds_alternative<NopOption>(option.value))
        {
            AddOptions([i, length](Options& options) {
                options.erase(options.begin() + static_cast<ptrdiff_t>(i));
                options.insert(options.begin() + static_cast<ptrdiff_t>(i), length, {NopOption()});
            });
        }
        if (std::holds_alternative<MssOption>(option.value))
        {
            change([](TcpOption::Value& value) { ++std::get<MssOption>(value).mss; });
        }
        if (std::holds_alternative<WindowScaleOption>(option.value))
        {
            change([](TcpOption::Value& value) { ++std::get<WindowScaleOption>(value).shift; });
        }
        if (std::holds_alternative<TimestampsOption>(option.value))
        {
            change([](TcpOption::Value& value) { ++std::get<TimestampsOption>(value).echoReply; });
        }
        if (const auto* sack = std::get_if<SackOption>(&option.value))
        {
            for (size_t block = 0; block < sack->blocks.size(); ++block)
            {
                change([block](TcpOption::Value& value) {
                    ++std::get<SackOption>(value).blocks[block].left;
                });
                change([block](TcpOption::Value& value) {
                    ++std::get<SackOption>(value).blocks[block].right;
                });
            }
        }
    }

    // Times

    /// Twice the time and a tenth of a second: more than a tolerance of an eighth, or of 4 ms.
    static int64_t PastTolerance(int64_t usecs)
    {
        return 2 * usecs + 100'000;
    }

    void AlterTime()
    {
        const auto kind = Present().time.kind;
        if (kind == EventTime::Kind::Relative)
        {
            Add(AlterationKind::Time,
                [](Event& event) { event.time.usecs = PastTolerance(event.time.usecs); });
        }
    }

    // Calls

    void AlterAction(const Call& call)
    {
        if (const auto* result = call.result.As<Integer>())
        {
            // A descriptor is a number of the script's own.
            const bool makesOne = call.name == "socket" || call.name == "accept";
            if (!makesOne || result->value < 0)
            {
                AddTo<Call>(AlterationKind::Result, [](Call& altered) {
                    ++std::get<Integer>(altered.result.value).value;
                    altered.error.reset();
                });
            }
        }
        if (call.error)
        {
            AddTo<Call>(AlterationKind::Errno, [](Call& altered) {
                altered.error->name = altered.error->name == "ENOMEM" ? "EIO" : "ENOMEM";
            });
        }
        if (call.endUsecs)
        {
            AddTo<Call>(AlterationKind::Time,
                        [](Call& altered) { altered.endUsecs = PastTolerance(*altered.endUsecs); });
        }
        if (call.name == "getsockopt")
        {
            AddTo<Call>(AlterationKind::Result, [](Call& altered) {
                AlterItem(std::get<List>(altered.arguments.at(3).value).items.at(0));
            });
        }
        if (call.name == "ioctl")
        {
            AddTo<Call>(AlterationKind::Result, [](Call& altered) {
                AlterItem(std::get<List>(altered.arguments.at(2).value).items.at(0));
            });
        }
        if (call.name == "poll")
        {
            AlterPoll(std::get<List>(call.arguments.at(0).value).items.size());
        }
    }

    static void AlterItem(Expression& expression)
    {
        if (auto* number = std::get_if<Integer>(&expression.value))
        {
            ++number->value;
        }
        else
        {
            expression.value = Integer{7777, false};
        }
    }

    void AlterPoll(size_t count)
    {
        for (size_t i = 0; i < count; ++i)
        {
            AddTo<Call>(AlterationKind::Result, [i](Call& altered) {
                auto& item = std::get<List>(altered.arguments.at(0).value).items.at(i);
                auto& fields = std::get<Structure>(item.value).fields;
                fields.resize(2);
                fields.push_back({"revents", {item.place, Name{"POLLPRI"}}});
            });
        }
    }

    // Code

    void AlterAction(const CodeSection& code)
    {
        const size_t equals = code.text.find("==");
        if (equals == std::string::npos)
        {
            return;
        }
        AddTo<CodeSection>(AlterationKind::Code, [equals](CodeSection& altered) {
            altered.text.replace(equals, 2, "!=");
            altered.code = ReadCode(altered.text, {}, altered.notUnderstood);
        });
    }

    template <typename Other>
    void AlterAction(const Other& /* action */)
    {
    }

    const Script& m_script;
    size_t m_at{0};
    std::vector<Alteration> m_alterations;
};

} // namespace

const char*
ToString(AlterationKind kind)
{
    switch (kind)
    {
    case AlterationKind::Number:
        return "a number";
    case AlterationKind::Flag:
        return "a flag";
    case AlterationKind::Option:
        return "an option";
    case AlterationKind::Time:
        return "a time";
    case AlterationKind::Result:
        return "a result";
    case AlterationKind::Errno:
        return "an errno";
    case AlterationKind::Removal:
        return "a segment removed";
    case AlterationKind::Code:
        return "an assertion";
    }
    return "?";
}

std::vector<Alteration>
AlterationsOf(const Script& script)
{
    return Alterer(script).AlterAll();
}
