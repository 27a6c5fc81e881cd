// SPDX-License-Identifier: GPL-2.0-only

// getsockopt and setsockopt.

#include "drill-calls.h"
#include "drill-options.h"

#include <string>

namespace tcplab::drill
{

namespace
{

/// What the C library's structures and integers take.
constexpr int64_t INTEGER_OCTETS = 4;
constexpr int64_t LINGER_OCTETS = 8;

/// \return the one number in "[1]". \throws BadCall if it is something else
int64_t
BracketedNumber(const Expression& expression, const std::string& what)
{
    const auto* list = expression.As<List>();
    if (!list || list->items.size() != 1)
    {
        throw BadCall("expected [VALUE] as " + what);
    }
    return NumberOf(list->items[0], what);
}

LingerOption
ReadLinger(const Structure& structure)
{
    LingerOption linger;
    if (const auto* on = structure.Find("onoff"))
    {
        linger.on = NumberOf(*on, "onoff") != 0;
    }
    if (const auto* seconds = structure.Find("linger"))
    {
        linger.seconds = NumberOf(*seconds, "linger");
    }
    return linger;
}

/// \return the value of an option as a script writes it. \throws BadCall if it is none
OptionValue
ReadOptionValue(const Expression& expression)
{
    OptionValue value;
    const auto* structure = expression.As<Structure>();
    if (structure && structure->kind == Structure::Kind::Linger)
    {
        value.linger = ReadLinger(*structure);
    }
    else if (const auto* text = expression.As<Text>())
    {
        value.text = text->octets;
    }
    else
    {
        value.number = BracketedNumber(expression, "argument 4");
    }
    return value;
}

std::string
Mismatch(const std::string& expected, const std::string& actual)
{
    return "Bad getsockopt optval: expected: " + expected + " actual: " + actual;
}

/// \return what is wrong with a value; "" if nothing is
std::string
Compare(const OptionValue& expected, const OptionValue& actual)
{
    if (actual.text || expected.text)
    {
        // The C library's text ends with a zero, a script's does not always.
        const auto withoutEnd = [](const OptionValue& value) {
            const std::string text = value.text.value_or(std::to_string(value.number));
            return text.substr(0, text.find('\0'));
        };
        return withoutEnd(expected) == withoutEnd(actual)
                   ? ""
                   : Mismatch("'" + withoutEnd(expected) + "'", "'" + withoutEnd(actual) + "'");
    }
    if (actual.linger && expected.linger)
    {
        const auto spell = [](const LingerOption& linger) {
            return "{onoff=" + std::to_string(linger.on ? 1 : 0) +
                   ", linger=" + std::to_string(linger.seconds) + "}";
        };
        const std::string is = spell(*actual.linger);
        const std::string shouldBe = spell(*expected.linger);
        return is == shouldBe ? "" : Mismatch(shouldBe, is);
    }
    return expected.number == actual.number
               ? ""
               : Mismatch(std::to_string(expected.number), std::to_string(actual.number));
}

} // namespace

OngoingCall
Calls::Getsockopt(const Call& call)
{
    const auto descriptor = Find(call);
    const OptionValue expected = ReadOptionValue(call.arguments[3]);
    const int64_t length = BracketedNumber(call.arguments[4], "argument 5");
    const OptionValue actual = GetOption(*descriptor, NumberOf(call, 1), NumberOf(call, 2));
    CallResult result;
    const int64_t needed = actual.linger ? LINGER_OCTETS : INTEGER_OCTETS;
    if (!actual.text && length != needed)
    {
        result.mismatch = "Bad getsockopt optlen: expected: " + std::to_string(length) +
                          " actual: " + std::to_string(needed);
    }
    else
    {
        result.mismatch = Compare(expected, actual);
    }
    return [result] { return result; };
}

OngoingCall
Calls::Setsockopt(const Call& call)
{
    const auto descriptor = Find(call);
    const OptionValue value = ReadOptionValue(call.arguments[3]);
    const int64_t length = NumberOf(call, 4);
    int error = EINVAL;
    if (value.text || length >= (value.linger ? LINGER_OCTETS : INTEGER_OCTETS))
    {
        error = SetOption(*descriptor, NumberOf(call, 1), NumberOf(call, 2), value);
    }
    return [error] { return CallResult::ZeroUnless(error); };
}

} // namespace tcplab::drill
