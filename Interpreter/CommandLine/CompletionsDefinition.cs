using System.CommandLine;

namespace Moonwire.Interpreter.CommandLine;

/// <summary>The command <c>completions SHELL</c>.</summary>
internal sealed class CompletionsDefinition
{
    internal const string Name = "completions";

    private static readonly string[] Shells = ["bash", "zsh", "fish"];

    internal CompletionsDefinition()
    {
        Shell = new Argument<string>("shell")
        {
            Description = "The shell for the completions",
            HelpName = string.Join('|', Shells),
        };
        Shell.Validators.Add(static result =>
        {
            if (result.Tokens is [{ Value: var shell }] && !Shells.Contains(shell, StringComparer.Ordinal))
            {
                result.AddError($"There are no completions for '{shell}', only for bash, zsh and fish.");
            }
        });
        Command = new Command(Name, "Print the completions for a shell") { Shell };
    }

    internal Command Command { get; }

    internal Argument<string> Shell { get; }
}
