using System.CommandLine;

namespace Moonwire.Interpreter.CommandLine;

/// <summary>The command <c>types DIR</c>.</summary>
internal sealed class TypesDefinition
{
    internal const string Name = "types";

    internal TypesDefinition()
    {
        Folder = new Argument<string>("dir") { Description = "The folder for the files; created if it does not exist" };
        Folder.Validators.Add(static result =>
        {
            if (result.Tokens is [{ Value: ['-', ..] and var option }])
            {
                result.AddError($"There is no option '{option}'.");
            }
        });
        Command = new Command(Name, "Write definition files for editors (for a script named types, write ./types)")
        {
            Folder,
        };
    }

    internal Command Command { get; }

    internal Argument<string> Folder { get; }
}
