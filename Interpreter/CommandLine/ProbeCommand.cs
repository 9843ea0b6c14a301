using System.CommandLine;
using Moonwire.Runtime.Hosting;

namespace Moonwire.Interpreter.CommandLine;

/// <summary>
/// Turns the options of <c>moonwire probe</c> into a request, which Lua files below Modules/Probing run.
/// </summary>
internal static class ProbeCommand
{
    internal static RunRequest Request(ProbeDefinition definition, ParseResult result, string[] arguments) => new()
    {
        Arguments = arguments,
        Steps =
        [
            new ProgramStep(
                StepKind.Probe, CommandOptions.Json("arguments", definition.Targets, definition.Options, result)),
        ],
        IgnoresEnvironment = true,
    };
}
