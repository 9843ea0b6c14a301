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
/// <param name="Text">An argument of the command line, whole, or empty.</param>
/// <param name="Skip">How many characters of it come before what is meant.</param>
public sealed record ProgramStep(StepKind Kind, string Text, int Skip = 0);

/// <summary>The kinds of steps, with the numbers that <c>program.lua</c> has for them.</summary>
public enum StepKind
{
    /// <summary>A chunk of the command line.</summary>
    Chunk,

    /// <summary>The script, by its path.</summary>
    File,

    /// <summary>Standard input as the script, which gets arguments if the text is "-".</summary>
    StandardInput,

    /// <summary>A module to require, <c>name</c> or <c>global=name</c>.</summary>
    Library,

    /// <summary>Warnings are turned on.</summary>
    Warnings,

    /// <summary>What the variables LUA_INIT_5_4 and LUA_INIT say.</summary>
    Environment,

    /// <summary>Lines are read and run until there are no more.</summary>
    Interactive,

    /// <summary>The text, and an end of line, is printed.</summary>
    Version,
}
