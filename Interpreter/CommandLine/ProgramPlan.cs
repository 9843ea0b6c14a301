using Moonwire.Runtime.Hosting;

namespace Moonwire.Interpreter.CommandLine;

/// <summary>Turns a request into the steps that lua's main program would do.</summary>
internal static class ProgramPlan
{
    /// <param name="request">The request.</param>
    /// <param name="executable">The name by which the program was called.</param>
    /// <param name="isTerminal">Returns true if standard input is a terminal. Called only if that matters.</param>
    internal static LuaProgram Of(RunRequest request, string executable, Func<bool> isTerminal)
    {
        var steps = new List<ProgramStep>();
        if (!request.IgnoresEnvironment)
        {
            steps.Add(new ProgramStep(StepKind.Environment, ""));
        }

        steps.AddRange(request.Steps);
        if (request.ScriptIndex is { } index)
        {
            steps.Add(request.ScriptIsStandardInput
                ? new ProgramStep(StepKind.StandardInput, request.Arguments[index])
                : new ProgramStep(StepKind.File, request.Arguments[index]));
        }

        var showsVersion = request.ShowsVersion;
        if (request.IsInteractive)
        {
            steps.Add(new ProgramStep(StepKind.Interactive, ""));
        }
        else if (!showsVersion && request.ScriptIndex is null
            && request.Steps.All(static step => step.Kind
                is not (StepKind.Chunk or StepKind.Test or StepKind.Probe or StepKind.Replay)))
        {
            showsVersion = isTerminal();
            steps.Add(new ProgramStep(showsVersion ? StepKind.Interactive : StepKind.StandardInput, ""));
        }

        if (showsVersion)
        {
            steps.Insert(0, new ProgramStep(StepKind.Version, LuaHost.LuaCopyright));
        }

        return new LuaProgram
        {
            Steps = steps,
            CommandLine = [executable, .. request.Arguments],
            ScriptIndex = request.ScriptIndex + 1 ?? 0,
        };
    }

    /// <summary>
    /// Returns the program for a terminal with line editing: the version is followed by a line about help.
    /// </summary>
    internal static LuaProgram WithBanner(LuaProgram program) => program with
    {
        Steps = [.. program.Steps.Select(static step =>
            step.Kind == StepKind.Version ? step with { Text = Banner } : step)],
    };

    private static string Banner =>
        $"moonwire {Cli.Version()}: {LuaHost.LuaCopyright}\nType help for help, exit or Ctrl+D to leave.";
}
