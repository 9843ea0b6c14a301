using System.CommandLine;

namespace Moonwire.Interpreter.CommandLine;

/// <summary>The command <c>types DIR</c>.</summary>
internal sealed class TypesDefinition
{
    internal const string Name = "types";

    internal TypesDefinition()
    {
        Folder = new Argument<string>("dir") { Description = "Where to write them; made if it does not exist" };
        Folder.Validators.Add(static result =>
        {
            if (result.Tokens is [{ Value: ['-', ..] and var option }])
            {
                result.AddError($"There is no option '{option}'.");
            }
        });
        Command = new Command(Name, "Write definition files for editors (a script called types is run as ./types)") { Folder };
    }

    internal Command Command { get; }

    internal Argument<string> Folder { get; }
}
