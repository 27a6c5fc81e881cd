// SPDX-License-Identifier: GPL-2.0-only

#include "drill-code.h"

#include "drill-code-block.h"

#include <algorithm>
#include <set>
#include <variant>

namespace tcplab::drill
{

namespace
{

using Kind = CodeExpression::Kind;

/// Why an expression has no value.
struct NoValue
{
    std::string reason;
};

using Lookup = std::function<std::optional<int64_t>(const std::string& name)>;

void
CheckRange(bool overflows)
{
    if (overflows)
    {
        throw NoValue{"a number is too large for 64 bits"};
    }
}

/// Rounds down, as Python does.
int64_t
Divide(int64_t left, int64_t right)
{
    if (right == 0)
    {
        throw NoValue{"a number is divided by 0"};
    }
    CheckRange(left == INT64_MIN && right == -1);
    const int64_t quotient = left / right;
    return left % right != 0 && (left < 0) != (right < 0) ? quotient - 1 : quotient;
}

int64_t
Shift(int64_t left, const std::string& operation, int64_t right)
{
    if (right < 0)
    {
        throw NoValue{"a number is shifted by less than nothing"};
    }
    if (operation == ">>")
    {
        return right > 63 ? (left < 0 ? -1 : 0) : left >> right;
    }
    for (int64_t i = 0; i < right && left != 0; ++i)
    {
        int64_t doubled = 0;
        CheckRange(__builtin_mul_overflow(left, 2, &doubled));
        left = doubled;
    }
    return left;
}

int64_t
Apply(int64_t left, const std::string& operation, int64_t right)
{
    int64_t value = 0;
    switch (operation.front())
    {
    case '+':
        CheckRange(__builtin_add_overflow(left, right, &value));
        return value;
    case '-':
        CheckRange(__builtin_sub_overflow(left, right, &value));
        return value;
    case '*':
        CheckRange(__builtin_mul_overflow(left, right, &value));
        return value;
    case '/':
        return Divide(left, right);
    case '%':
        // The quotient's product is at most as large as the number that is divided.
        return right == -1 ? 0 : left - Divide(left, right) * right;
    case '&':
        return left & right;
    case '^':
        return left ^ right;
    case '|':
        return left | right;
    default:
        return Shift(left, operation, right);
    }
}

bool
Holds(int64_t left, const std::string& comparison, int64_t right)
{
    if (comparison == "==")
    {
        return left == right;
    }
    if (comparison == "!=")
    {
        return left != right;
    }
    if (comparison == "<=")
    {
        return left <= right;
    }
    if (comparison == ">=")
    {
        return left >= right;
    }
    return comparison == "<" ? left < right : left > right;
}

class Evaluation
{
  public:
    Evaluation(const CodeVariables& variables, const Lookup& lookup)
        : m_variables(variables),
          m_lookup(lookup)
    {
    }

    int64_t Evaluate(const CodeExpression& expression) const
    {
        switch (expression.kind)
        {
        case Kind::Number:
            return expression.number;
        case Kind::Name:
            return ValueOf(expression.text);
        case Kind::Function:
            return EvaluateFunction(expression);
        case Kind::Prefix:
            return EvaluatePrefix(expression);
        case Kind::Arithmetic:
            return EvaluateArithmetic(expression);
        case Kind::Comparison:
            return EvaluateComparison(expression);
        default:
            return EvaluateLogic(expression);
        }
    }

    int64_t ValueOf(const std::string& name) const
    {
        for (const CodeVariables* values : {&m_variables, &CodeConstants()})
        {
            const auto found = values->find(name);
            if (found != values->end())
            {
                return found->second;
            }
        }
        const auto value = m_lookup(name);
        if (!value)
        {
            throw NoValue{'"' + name + "\" has no value"};
        }
        return *value;
    }

  private:
    int64_t EvaluateFunction(const CodeExpression& expression) const
    {
        int64_t value = Evaluate(expression.operands.front());
        if (expression.text == "abs")
        {
            CheckRange(value == INT64_MIN);
            return value < 0 ? -value : value;
        }
        for (const auto& operand : expression.operands)
        {
            const int64_t other = Evaluate(operand);
            value = expression.text == "min" ? std::min(value, other) : std::max(value, other);
        }
        return value;
    }

    int64_t EvaluatePrefix(const CodeExpression& expression) const
    {
        int64_t value = Evaluate(expression.operands.front());
        const auto& operators = expression.operators;
        for (auto operation = operators.rbegin(); operation != operators.rend(); ++operation)
        {
            switch (operation->front())
            {
            case '-':
                CheckRange(value == INT64_MIN);
                value = -value;
                break;
            case '~':
                value = ~value;
                break;
            case 'n':
                value = value == 0 ? 1 : 0;
                break;
            default:
                break;
            }
        }
        return value;
    }

    int64_t EvaluateArithmetic(const CodeExpression& expression) const
    {
        int64_t value = Evaluate(expression.operands.front());
        for (size_t i = 0; i < expression.operators.size(); ++i)
        {
            value = Apply(value, expression.operators[i], Evaluate(expression.operands[i + 1]));
        }
        return value;
    }

    int64_t EvaluateComparison(const CodeExpression& expression) const
    {
        int64_t left = Evaluate(expression.operands.front());
        for (size_t i = 0; i < expression.operators.size(); ++i)
        {
            const int64_t right = Evaluate(expression.operands[i + 1]);
            if (!Holds(left, expression.operators[i], right))
            {
                return 0;
            }
            left = right;
        }
        return 1;
    }

    int64_t EvaluateLogic(const CodeExpression& expression) const
    {
        int64_t value = 0;
        for (const auto& operand : expression.operands)
        {
            value = Evaluate(operand);
            if ((value == 0) == (expression.kind == Kind::And))
            {
                break;
            }
        }
        return value;
    }

    const CodeVariables& m_variables;
    const Lookup& m_lookup;
};

/// Adds the names that an expression reads, each once, in their order.
void
AddNames(const CodeExpression& expression, std::vector<std::string>& names)
{
    const bool isNew = std::find(names.begin(), names.end(), expression.text) == names.end();
    if (expression.kind == Kind::Name && isNew)
    {
        names.push_back(expression.text);
    }
    for (const auto& operand : expression.operands)
    {
        AddNames(operand, names);
    }
}

/// \return "tcpi_unacked is 3, tcpi_state is 1"
std::string
DescribeValues(const CodeExpression& expression, const Evaluation& evaluation)
{
    std::vector<std::string> names;
    AddNames(expression, names);
    std::string text;
    for (const auto& name : names)
    {
        if (CodeConstants().count(name) == 0)
        {
            text += (text.empty() ? "" : ", ") + name + " is " +
                    std::to_string(evaluation.ValueOf(name));
        }
    }
    return text.empty() ? "it is false" : text;
}

/// What a statement does; a failure if it fails.
struct RunStatement
{
    CodeVariables& variables;
    const Lookup& lookup;

    std::optional<CodeFailure> operator()(const CodeAssertion& assertion) const
    {
        const Evaluation evaluation(variables, lookup);
        try
        {
            if (evaluation.Evaluate(assertion.condition) != 0)
            {
                return {};
            }
            return CodeFailure{assertion.place,
                               assertion.text,
                               DescribeValues(assertion.condition, evaluation)};
        }
        catch (const NoValue& none)
        {
            return CodeFailure{assertion.place, assertion.text, none.reason};
        }
    }

    std::optional<CodeFailure> operator()(const CodeAssignment& assignment) const
    {
        const Evaluation evaluation(variables, lookup);
        try
        {
            int64_t value = evaluation.Evaluate(assignment.value);
            if (!assignment.operation.empty())
            {
                value = Apply(evaluation.ValueOf(assignment.name), assignment.operation, value);
            }
            variables[assignment.name] = value;
            return {};
        }
        catch (const NoValue& none)
        {
            return CodeFailure{assignment.place, "a value of " + assignment.name, none.reason};
        }
    }
};

/// Collects names that are read before they are assigned.
struct CollectNames
{
    std::vector<std::string>& read;
    std::set<std::string>& assigned;

    void Read(const CodeExpression& expression) const
    {
        std::vector<std::string> names;
        AddNames(expression, names);
        for (const auto& name : names)
        {
            Add(name);
        }
    }

    void Add(const std::string& name) const
    {
        const bool known = assigned.count(name) != 0 || CodeConstants().count(name) != 0;
        if (!known && std::find(read.begin(), read.end(), name) == read.end())
        {
            read.push_back(name);
        }
    }

    void operator()(const CodeAssertion& assertion) const
    {
        Read(assertion.condition);
    }

    void operator()(const CodeAssignment& assignment) const
    {
        Read(assignment.value);
        if (!assignment.operation.empty())
        {
            Add(assignment.name);
        }
        assigned.insert(assignment.name);
    }
};

} // namespace

const CodeVariables&
CodeConstants()
{
    static const CodeVariables constants{
        {"True", 1},
        {"False", 0},
        {"TCP_ESTABLISHED", 1},
        {"TCP_SYN_SENT", 2},
        {"TCP_SYN_RECV", 3},
        {"TCP_FIN_WAIT1", 4},
        {"TCP_FIN_WAIT2", 5},
        {"TCP_TIME_WAIT", 6},
        {"TCP_CLOSE", 7},
        {"TCP_CLOSE_WAIT", 8},
        {"TCP_LAST_ACK", 9},
        {"TCP_LISTEN", 10},
        {"TCP_CLOSING", 11},
        {"TCP_CA_Open", 0},
        {"TCP_CA_Disorder", 1},
        {"TCP_CA_CWR", 2},
        {"TCP_CA_Recovery", 3},
        {"TCP_CA_Loss", 4},
        {"TCPI_OPT_TIMESTAMPS", 1},
        {"TCPI_OPT_SACK", 2},
        {"TCPI_OPT_WSCALE", 4},
        {"TCPI_OPT_ECN", 8},
        {"TCPI_OPT_ECN_SEEN", 16},
        {"TCPI_OPT_SYN_DATA", 32},
        {"TCPI_OPT_USEC_TS", 64},
        {"TCPI_OPT_TFO_CHILD", 128},
    };
    return constants;
}

std::vector<std::string>
NamesReadBy(const CodeBlock& code)
{
    std::vector<std::string> read;
    std::set<std::string> assigned;
    for (const auto& statement : code.statements)
    {
        std::visit(CollectNames{read, assigned}, statement);
    }
    return read;
}

std::vector<std::string>
NamesAssignedBy(const CodeBlock& code)
{
    std::vector<std::string> read;
    std::set<std::string> assigned;
    for (const auto& statement : code.statements)
    {
        std::visit(CollectNames{read, assigned}, statement);
    }
    return {assigned.begin(), assigned.end()};
}

std::optional<CodeFailure>
RunCode(const CodeBlock& code, CodeVariables& variables, const Lookup& lookup)
{
    for (const auto& statement : code.statements)
    {
        if (auto failure = std::visit(RunStatement{variables, lookup}, statement))
        {
            return failure;
        }
    }
    return {};
}

} // namespace tcplab::drill
