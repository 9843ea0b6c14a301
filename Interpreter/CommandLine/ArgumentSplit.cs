using Moonwire.Runtime.Hosting;

namespace Moonwire.Interpreter.CommandLine;

/// <summary>
/// A command line divided as lua divides it. The options of lua, one dash and a letter, are read here, because their
/// order matters and their values may be attached. What starts with two dashes is an option of moonwire's own, left to
/// System.CommandLine. Options end at the script, which is the first argument that is no option and no option's value,
/// at "-", or at "--"; everything behind it is the script's.
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

    /// <summary>What -e, -l and -W ask for, in order.</summary>
    internal IReadOnlyList<ProgramStep> Steps => _steps;

    /// <summary>Whether -i is there, which has the version shown as well.</summary>
    internal bool IsInteractive { get; private set; }

    /// <summary>Whether -v is there.</summary>
    internal bool ShowsVersion { get; private set; }

    /// <summary>Whether -E is there.</summary>
    internal bool IgnoresEnvironment { get; private set; }

    /// <summary>The script's place among the arguments, which is their number when there is none.</summary>
    internal int ScriptIndex { get; private set; }

    /// <summary>Whether the script is standard input: "-" is a file's name after "--".</summary>
    internal bool ScriptIsStandardInput { get; private set; }

    /// <summary>What is wrong with an option of lua's, or null.</summary>
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

    /// <summary>Takes an option of moonwire's own and its value; returns how many arguments that are.</summary>
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

    /// <summary>Takes an option of lua's and its value; returns how many arguments that are.</summary>
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
