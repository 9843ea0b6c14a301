using System.CommandLine;

namespace Moonwire.Interpreter.CommandLine;

/// <summary>The command <c>doctor</c>.</summary>
internal sealed class DoctorDefinition
{
    internal const string Name = "doctor";

    internal DoctorDefinition()
    {
        Json = new Option<bool>("--json") { Description = "Print what was found as one JSON object" };
        Command = new Command(Name, "Try what scripts can do on this machine (a script called doctor is run as ./doctor)") { Json };
    }

    internal Command Command { get; }

    internal Option<bool> Json { get; }
}
