using System.CommandLine;

namespace Moonwire.Interpreter.CommandLine;

/// <summary>The command <c>check FILE...</c>.</summary>
internal sealed class CheckDefinition
{
    internal const string Name = "check";

    internal CheckDefinition()
    {
        Files = new Argument<string[]>("file")
        {
            Description = "Lua files, folders whose *.lua files are checked, or - for standard input",
            Arity = ArgumentArity.OneOrMore,
        };
        Files.Validators.Add(static result =>
        {
            foreach (var token in result.Tokens.Where(static token => token.Value is ['-', _, ..]))
            {
                result.AddError($"There is no option '{token.Value}'.");
            }
        });
        Json = new Option<bool>("--json") { Description = "Print the problems as one JSON array" };
        Command = new Command(
            Name, "Check the syntax of Lua files without running them (for a script named check, write ./check)")
        {
            Files,
            Json,
        };
    }

    internal Command Command { get; }

    internal Argument<string[]> Files { get; }

    internal Option<bool> Json { get; }
}
