using System.CommandLine;

namespace Moonwire.Interpreter.CommandLine;

/// <summary>The command <c>doctor</c>.</summary>
internal sealed class DoctorDefinition
{
    internal const string Name = "doctor";

    internal DoctorDefinition()
    {
        Json = new Option<bool>("--json") { Description = "Print the results as one JSON object" };
        Command = new Command(
            Name, "Check what scripts can do on this machine (for a script named doctor, write ./doctor)")
        {
            Json,
        };
    }

    internal Command Command { get; }

    internal Option<bool> Json { get; }
}
