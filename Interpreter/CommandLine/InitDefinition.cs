using System.CommandLine;

namespace Moonwire.Interpreter.CommandLine;

/// <summary>The command <c>init test</c>.</summary>
internal sealed class InitDefinition
{
    internal const string Name = "init";

    /// <summary>The only kind of file that the command creates.</summary>
    internal const string Test = "test";

    internal InitDefinition()
    {
        What = new Argument<string>("what") { Description = "test: a first file of tests", HelpName = Test };
        What.Validators.Add(static result =>
        {
            if (result.Tokens is [{ Value: not Test and var what }])
            {
                result.AddError($"'{what}' cannot be created: expected test.");
            }
        });
        Command = new Command(Name, "Write a first file of tests (for a script named init, write ./init)") { What };
    }

    internal Command Command { get; }

    internal Argument<string> What { get; }
}
