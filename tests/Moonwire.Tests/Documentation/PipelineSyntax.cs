using System.Text.RegularExpressions;

namespace Moonwire.Tests.Documentation;

/// <summary>
/// Parses the part of Groovy that a declarative pipeline of Jenkins consists of: calls with arguments and blocks. The
/// grammar is the following; any other text is refused.
/// <code>
/// block     = "{" { call } "}"          call  = name [ arguments ] [ block ]
/// arguments = "(" list ")" | list       list  = argument { "," argument }
/// argument  = [ name ":" ] value        value = string in single quotes | whole number | name
/// </code>
/// A call ends at the end of the line, at a semicolon, or at the end of the block.
/// </summary>
internal sealed partial class PipelineSyntax
{
    private readonly List<string> _tokens;
    private int _position;

    private PipelineSyntax(List<string> tokens) => _tokens = tokens;

    /// <summary>Returns the only call of a file.</summary>
    public static Call Parse(string text)
    {
        var syntax = new PipelineSyntax(Tokens(text));
        syntax.SkipSeparators();
        var call = syntax.ReadCall();
        syntax.SkipSeparators();
        return syntax._position == syntax._tokens.Count
            ? call
            : throw new FormatException($"text after the pipeline: {syntax.Next}");
    }

    private string Next => _position < _tokens.Count ? _tokens[_position] : "";

    private static List<string> Tokens(string text)
    {
        var tokens = new List<string>();
        for (var at = 0; at < text.Length;)
        {
            var match = Token().Match(text, at);
            if (!match.Success)
            {
                throw new FormatException($"no token of a pipeline: {text[at..]}");
            }

            if (!string.IsNullOrWhiteSpace(match.Value) || match.Value.Contains('\n', StringComparison.Ordinal))
            {
                tokens.Add(string.IsNullOrWhiteSpace(match.Value) ? ";" : match.Value);
            }

            at += match.Length;
        }

        return tokens;
    }

    private Call ReadCall()
    {
        var name = Take(Name());
        List<Argument> arguments = [];
        if (Next == "(")
        {
            _position++;
            arguments = ReadArguments();
            Take(")");
        }
        else if (Next is not ("{" or "}" or ";" or ""))
        {
            arguments = ReadArguments();
        }

        return new Call(name, arguments, Next == "{" ? ReadBlock() : null);
    }

    private List<Call> ReadBlock()
    {
        Take("{");
        var calls = new List<Call>();
        SkipSeparators();
        while (Next != "}")
        {
            calls.Add(ReadCall());
            if (Next is not (";" or "}"))
            {
                throw new FormatException($"a separator expected before: {Next}");
            }

            SkipSeparators();
        }

        Take("}");
        return calls;
    }

    private List<Argument> ReadArguments()
    {
        var arguments = new List<Argument> { ReadArgument() };
        while (Next == ",")
        {
            _position++;
            arguments.Add(ReadArgument());
        }

        return arguments;
    }

    private Argument ReadArgument()
    {
        string? key = null;
        if (_position + 1 < _tokens.Count && _tokens[_position + 1] == ":")
        {
            key = Take(Name());
            Take(":");
        }

        var value = Take(Value());
        return new Argument(key, value.Trim('\''), IsText: value[0] == '\'');
    }

    private void SkipSeparators()
    {
        while (Next == ";")
        {
            _position++;
        }
    }

    private void Take(string token) => Take(new Regex($"^{Regex.Escape(token)}$", RegexOptions.None, Patience));

    private string Take(Regex kind)
    {
        var token = Next;
        if (!kind.IsMatch(token))
        {
            throw new FormatException($"unexpected '{token}' at token {_position}");
        }

        _position++;
        return token;
    }

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    [GeneratedRegex(@"\G(\s+|'[^'\n\\]*'|\d+\b|[A-Za-z_]\w*|[{}(),:;])", RegexOptions.ExplicitCapture)]
    private static partial Regex Token();

    [GeneratedRegex(@"^[A-Za-z_]\w*$")]
    private static partial Regex Name();

    [GeneratedRegex(@"^('.*'|\d+|[A-Za-z_]\w*)$", RegexOptions.ExplicitCapture)]
    private static partial Regex Value();

    /// <summary>A call such as <c>sh 'make'</c> or <c>stage('Test') { ... }</c>.</summary>
    internal sealed record Call(string Name, List<Argument> Arguments, List<Call>? Block)
    {
        /// <summary>The call and all calls inside it.</summary>
        public IEnumerable<Call> All => [this, .. (Block ?? []).SelectMany(static call => call.All)];

        /// <summary>Returns the calls in the block, whose names must be among the given names.</summary>
        public List<Call> Inside(params string[] names)
        {
            Assert.NotNull(Block);
            Assert.All(Block, call => Assert.Contains(call.Name, names));
            return Block;
        }

        /// <summary>Returns the only argument, which must be a string without a name.</summary>
        public string Text()
        {
            var argument = Assert.Single(Arguments);
            Assert.True(argument is { Key: null, IsText: true }, $"{Name}: a string expected");
            return argument.Value;
        }
    }

    internal sealed record Argument(string? Key, string Value, bool IsText);
}
