namespace Moonwire.Runtime.Hosting;

/// <summary>The program to run: its steps in order, and the command line as scripts see it.</summary>
public sealed record LuaProgram
{
    public required IReadOnlyList<ProgramStep> Steps { get; init; }

    /// <summary>The whole command line as the system gave it, starting with the executable.</summary>
    public required IReadOnlyList<string> CommandLine { get; init; }

    /// <summary>
    /// The index in <see cref="CommandLine"/> of <c>arg[0]</c>: the script, or the executable if there is no script.
    /// </summary>
    public required int ScriptIndex { get; init; }
}

/// <summary>One step of a program, such as a script to run or a library to load.</summary>
/// <param name="Kind">The meaning of <paramref name="Text"/>.</param>
/// <param name="Text">A whole argument of the command line, or empty.</param>
/// <param name="Skip">The number of leading characters of <paramref name="Text"/> to ignore, such as the letter
/// of an option.</param>
public sealed record ProgramStep(StepKind Kind, string Text, int Skip = 0);

/// <summary>The kinds of steps, with the numbers that <c>program.lua</c> uses for them.</summary>
public enum StepKind
{
    /// <summary>A chunk on the command line.</summary>
    Chunk,

    /// <summary>The path of the script.</summary>
    File,

    /// <summary>Standard input as the script. The script gets arguments if the text is "-".</summary>
    StandardInput,

    /// <summary>A module to require: <c>name</c> or <c>global=name</c>.</summary>
    Library,

    /// <summary>Turns warnings on.</summary>
    Warnings,

    /// <summary>Runs the content of the variable LUA_INIT_5_4 or LUA_INIT.</summary>
    Environment,

    /// <summary>Reads and runs lines until the end of input.</summary>
    Interactive,

    /// <summary>Prints the text and a newline.</summary>
    Version,

    /// <summary>Runs tests. The text is a JSON object of options.</summary>
    Test,

    /// <summary>Asks UDP services. The text is a JSON object of options.</summary>
    Probe,

    /// <summary>Replays or prints a capture file. The text is a JSON object of options.</summary>
    Replay,
}
