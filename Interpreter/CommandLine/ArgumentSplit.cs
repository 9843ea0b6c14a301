using Moonwire.Runtime.Hosting;

namespace Moonwire.Interpreter.CommandLine;

/// <summary>
/// Splits a command line as lua does. lua's options, a dash and a letter, are read here, because their order matters
/// and their values may be attached. An argument that starts with two dashes is an option of moonwire's own and is left
/// to System.CommandLine. Options end at the script, at "-", or at "--". The script is the first argument that is
/// neither an option nor an option's value. Everything after it belongs to the script.
/// </summary>
internal sealed record ArgumentSplit
{
    private readonly List<string> _ownOptions = [];
    private readonly List<ProgramStep> _steps = [];

    private ArgumentSplit()
    {
    }

    /// <summary>moonwire's own options and their values.</summary>
    internal IReadOnlyList<string> OwnOptions => _ownOptions;

    /// <summary>The steps that -e, -l and -W request, in order.</summary>
    internal IReadOnlyList<ProgramStep> Steps => _steps;

    /// <summary>True if -i is given, which also shows the version.</summary>
    internal bool IsInteractive { get; private set; }

    /// <summary>True if -v is given.</summary>
    internal bool ShowsVersion { get; private set; }

    /// <summary>True if -E is given.</summary>
    internal bool IgnoresEnvironment { get; private set; }

    /// <summary>
    /// The index of the script among the arguments, or the number of arguments if there is no script.
    /// </summary>
    internal int ScriptIndex { get; private set; }

    /// <summary>True if the script is standard input. After "--", "-" is the name of a file.</summary>
    internal bool ScriptIsStandardInput { get; private set; }

    /// <summary>The error about one of lua's options, or null.</summary>
    internal string? Complaint { get; private set; }

    internal static ArgumentSplit Of(string[] arguments)
    {
        var split = new ArgumentSplit();
        var i = 0;
        while (i < arguments.Length && arguments[i] is ['-', _, ..] and not "--" && split.Complaint is null)
        {
            i += arguments[i][1] == '-' ? split.TakeOwn(arguments, i) : split.Take(arguments, i);
        }

        split.ScriptIsStandardInput = i < arguments.Length && arguments[i] == "-";
        split.ScriptIndex = i < arguments.Length && arguments[i] == "--" ? i + 1 : i;
        return split;
    }

    /// <summary>Takes an option of moonwire's own and its value. Returns the number of arguments taken.</summary>
    private int TakeOwn(string[] arguments, int i)
    {
        _ownOptions.Add(arguments[i]);
        if (!RootDefinition.TakesValue(arguments[i]) || i + 1 == arguments.Length)
        {
            return 1;
        }

        _ownOptions.Add(arguments[i + 1]);
        return 2;
    }

    /// <summary>Takes an option of lua's and its value. Returns the number of arguments taken.</summary>
    private int Take(string[] arguments, int i)
    {
        var option = arguments[i];
        switch (option[1])
        {
            case 'e':
                return TakeStep(StepKind.Chunk, arguments, i);
            case 'l':
                return TakeStep(StepKind.Library, arguments, i);
            case 'E' when option.Length == 2:
                IgnoresEnvironment = true;
                return 1;
            case 'W' when option.Length == 2:
                _steps.Add(new ProgramStep(StepKind.Warnings, ""));
                return 1;
            case 'i' when option.Length == 2:
                IsInteractive = ShowsVersion = true;
                return 1;
            case 'v' when option.Length == 2:
                ShowsVersion = true;
                return 1;
            default:
                Complaint = $"unrecognized option '{option}'";
                return 1;
        }
    }

    private int TakeStep(StepKind kind, string[] arguments, int i)
    {
        if (arguments[i].Length > 2)
        {
            _steps.Add(new ProgramStep(kind, arguments[i], Skip: 2));
            return 1;
        }

        if (i + 1 == arguments.Length || arguments[i + 1].StartsWith('-'))
        {
            Complaint = $"'{arguments[i]}' needs argument";
            return 1;
        }

        _steps.Add(new ProgramStep(kind, arguments[i + 1]));
        return 2;
    }
}
