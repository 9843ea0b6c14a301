using System.CommandLine;
using Moonwire.Runtime.Hosting;
using Moonwire.Runtime.Recording;

namespace Moonwire.Interpreter.CommandLine;

/// <summary>
/// Turns the options of <c>moonwire test</c> into a request, which Lua files below Modules/Testing run.
/// </summary>
internal static class TestCommand
{
    /// <summary>
    /// The text of the step in a process that runs one file. The process reads its options from standard input.
    /// </summary>
    internal const string Worker = "worker";

    internal static RunRequest Request(TestDefinition definition, ParseResult result, string[] arguments) => new()
    {
        Arguments = arguments,
        Steps =
        [
            new ProgramStep(
                StepKind.Test,
                result.GetValue(definition.Worker)
                    ? Worker
                    : CommandOptions.Json("paths", definition.Paths, definition.Options, result)),
        ],
        IgnoresEnvironment = !result.GetValue(definition.Worker),
        MemoryLimit = result.GetValue(definition.Worker)
            ? result.GetValue((Option<long?>)definition.Options.Single(static o => o.Name == "--memory-limit"))
            : null,
        Recording = Recording(definition, result),
    };

    /// <summary>Returns the settings of the recorder, which --artifacts turns on.</summary>
    private static RecordingSettings Recording(TestDefinition definition, ParseResult result)
    {
        long? least = result.GetValue(definition.Artifacts) is null ? null : Recorder.DefaultLast;
        return RecordingDefinition.SettingsOf(
            result.GetValue(definition.Last) ?? least, result.GetValue(definition.Redactions));
    }
}
