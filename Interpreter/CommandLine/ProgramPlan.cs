using Moonwire.Runtime.Hosting;

namespace Moonwire.Interpreter.CommandLine;

/// <summary>What a request has lua do, step by step.</summary>
internal static class ProgramPlan
{
    /// <param name="request">The request.</param>
    /// <param name="executable">The name that the program was called by.</param>
    /// <param name="isTerminal">Whether standard input is a terminal; asked only when that decides.</param>
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
        else if (!showsVersion && request.ScriptIndex is null && request.Steps.All(static step => step.Kind != StepKind.Chunk))
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

    /// <summary>The program for somebody at a terminal whose lines are edited: the version is followed by how to get help.</summary>
    internal static LuaProgram WithBanner(LuaProgram program) => program with
    {
        Steps = [.. program.Steps.Select(static step => step.Kind == StepKind.Version ? step with { Text = Banner } : step)],
    };

    private static string Banner => $"moonwire {Cli.Version()}: {LuaHost.LuaCopyright}\nType help for help, exit or Ctrl+D to leave.";
}
