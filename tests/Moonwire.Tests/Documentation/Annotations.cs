using System.Text.RegularExpressions;

namespace Moonwire.Tests.Documentation;

/// <summary>
/// Checks definition files for the Lua language server: each annotation is valid and in its place, every type exists,
/// and the annotations have the function's parameters in order.
/// </summary>
internal sealed partial class Annotations
{
    private static readonly string[] Plain = ["async", "nodiscard", "deprecated", "meta", "see"];

    private static readonly HashSet<string> Operators =
        [
            "add", "sub", "mul", "div", "mod", "pow", "unm", "idiv", "band", "bor", "bxor", "shl", "shr", "bnot",
            "concat", "len", "call",
        ];

    private readonly HashSet<string> _types =
        [
            "nil", "any", "boolean", "true", "false", "string", "number", "integer", "function", "table", "thread",
            "userdata", "lightuserdata", "unknown", "never", "self",
        ];

    private readonly List<string> _complaints = [];
    private readonly List<(string Name, bool IsOptional)> _parameters = [];
    private string _place = "";
    private string? _owner;
    private bool _hasReturn;

    /// <summary>
    /// Returns the complaints about the files, which may use each other's types. A complaint is "file:line: text".
    /// </summary>
    public static IReadOnlyList<string> Complaints(IReadOnlyList<(string Name, string Text)> files)
    {
        var check = new Annotations();
        check.ForEachLine(files, check.Declare);
        check.ForEachLine(files, check.Line);
        return check._complaints;
    }

    private void ForEachLine(IReadOnlyList<(string Name, string Text)> files, Action<string> visit)
    {
        foreach (var (name, text) in files)
        {
            var number = 0;
            foreach (var line in text.Split('\n'))
            {
                _place = $"{name}:{++number}";
                visit(line);
            }
        }
    }

    private void Complain(string text) => _complaints.Add($"{_place}: {text}");

    private void Declare(string line)
    {
        if (Declaration().Match(line) is { Success: true } match && !_types.Add(match.Groups[1].Value))
        {
            Complain($"{match.Groups[1].Value} is declared twice");
        }
    }

    private void Line(string line)
    {
        if (!line.StartsWith("---", StringComparison.Ordinal))
        {
            if (Misspelt().IsMatch(line))
            {
                Complain("an annotation starts with ---@");
            }

            EndBlock(line);
            return;
        }

        try
        {
            if (Tag().Match(line) is { Success: true } tag)
            {
                Annotation(tag.Groups[1].Value, new TypeReader(line, tag.Length));
            }
            else if (line.StartsWith("---|", StringComparison.Ordinal))
            {
                Require(_owner == "alias", "an alternative belongs to an alias");
                Type(new TypeReader(line, "---|".Length));
            }
            else if (Misspelt().IsMatch(line))
            {
                Complain("an annotation starts with ---@");
            }
        }
        catch (FormatException exception)
        {
            Complain(exception.Message);
        }
    }

    private void Annotation(string tag, TypeReader reader)
    {
        reader.SkipSpace();
        switch (tag)
        {
            case "class":
                _owner = tag;
                _ = reader.ReadName();
                while (reader.Skip(":") || reader.Skip(","))
                {
                    Type(reader);
                }

                break;
            case "alias":
                _owner = tag;
                _ = reader.ReadName();
                if (reader.Rest.Length > 0)
                {
                    Type(reader);
                }

                break;
            case "field":
                Require(_owner == "class", "a field belongs to a class");
                Field(reader);
                break;
            case "operator":
                Require(_owner == "class", "an operator belongs to a class");
                Operator(reader);
                break;
            case "param":
                Parameter(reader);
                break;
            case "return":
                _hasReturn = true;
                Type(reader);
                break;
            case "type":
                Type(reader);
                break;
            case "overload":
                reader.ReadFunction();
                RequireTypes(reader);
                Require(reader.Rest.Length == 0 || reader.Rest[0] == ' ', $"'{reader.Rest}' is not expected");
                break;
            default:
                Require(Plain.Contains(tag), $"@{tag} is unknown");
                break;
        }
    }

    private void Field(TypeReader reader)
    {
        if (reader.Skip("["))
        {
            reader.Union();
            reader.Expect("]");
        }
        else
        {
            _ = reader.ReadName();
            _ = reader.Skip("?");
        }

        reader.Expect(" ");
        Type(reader);
    }

    private void Operator(TypeReader reader)
    {
        var name = reader.ReadName();
        Require(Operators.Contains(name), $"{name} is not an operator");
        if (reader.Skip("("))
        {
            reader.Union();
            reader.Expect(")");
        }

        reader.Expect(":");
        Type(reader);
    }

    private void Parameter(TypeReader reader)
    {
        var name = reader.Skip("...") ? "..." : reader.ReadName();
        var isOptional = reader.Skip("?");
        _parameters.Add((name, isOptional));
        reader.Expect(" ");
        Type(reader);
        Require(
            isOptional || name == "..." || _parameters is not [.., { IsOptional: true }, _],
            $"{name} must not be left out, but the parameter before it may");
    }

    private void Type(TypeReader reader)
    {
        reader.SkipSpace();
        reader.ReadType();
        RequireTypes(reader);
    }

    private void RequireTypes(TypeReader reader)
    {
        foreach (var name in reader.Names)
        {
            Require(_types.Contains(name), $"there is no type {name}");
        }
    }

    private void Require(bool condition, string otherwise)
    {
        if (!condition)
        {
            Complain(otherwise);
        }
    }

    private void EndBlock(string line)
    {
        if (Function().Match(line) is { Success: true } function)
        {
            var taken = function.Groups[1].Value;
            var described = string.Join(", ", _parameters.Select(static p => p.Name));
            Require(taken == described, $"the function has the parameters ({taken}), but ({described}) are described");
        }
        else
        {
            Require(_parameters.Count == 0 && !_hasReturn, "no function follows the parameters or results");
        }

        _parameters.Clear();
        _hasReturn = false;
        _owner = null;
    }

    [GeneratedRegex(@"^---@(?:class|alias) ([\w.]+)")]
    private static partial Regex Declaration();

    [GeneratedRegex(@"^---@(\w*)")]
    private static partial Regex Tag();

    [GeneratedRegex(@"^\s*-+\s*@")]
    private static partial Regex Misspelt();

    [GeneratedRegex(@"^function [\w.:]+\((.*)\) end$")]
    private static partial Regex Function();
}
