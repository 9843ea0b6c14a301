namespace Moonwire.Runtime.Hosting;

/// <summary>What to run: the steps in order, and the command line as scripts see it.</summary>
public sealed record LuaProgram
{
    public required IReadOnlyList<ProgramStep> Steps { get; init; }

    /// <summary>The whole command line, the executable first, as the system gave it.</summary>
    public required IReadOnlyList<string> CommandLine { get; init; }

    /// <summary>Which of <see cref="CommandLine"/> is <c>arg[0]</c>: the script, or the executable when there is none.</summary>
    public required int ScriptIndex { get; init; }
}

/// <summary>One thing to load and call.</summary>
/// <param name="Kind">What <paramref name="Text"/> is.</param>
/// <param name="Text">The chunk's source or the file's path; unused for standard input.</param>
public sealed record ProgramStep(StepKind Kind, string Text);

public enum StepKind
{
    Chunk,
    File,
    StandardInput,
}
