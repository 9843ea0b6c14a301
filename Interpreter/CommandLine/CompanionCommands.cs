using System.CommandLine;
using Moonwire.Interpreter.Companions;

namespace Moonwire.Interpreter.CommandLine;

/// <summary>
/// The commands that print the files which are installed with the executable: completions and the manual page.
/// </summary>
internal static class CompanionCommands
{
    internal const string Manual = "man";

    internal static string Completions(RootCommand root, string shell)
    {
        var outline = Outline.Of(root);
        return shell switch
        {
            "bash" => BashCompletion.Of(outline),
            "zsh" => ZshCompletion.Of(outline),
            "fish" => FishCompletion.Of(outline),
            _ => throw new ArgumentOutOfRangeException(nameof(shell), shell, message: null),
        };
    }

    internal static string ManualPageOf(RootCommand root, string version) =>
        ManualPage.Of(Outline.Of(root), version, root.Description ?? "", Template.Read("command-line.md"));
}
