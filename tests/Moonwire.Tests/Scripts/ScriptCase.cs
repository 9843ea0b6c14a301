using System.Globalization;
using System.Text;
using Moonwire.Tests.Support;

namespace Moonwire.Tests.Scripts;

/// <summary>
/// One behaviour test: a script, the directives in its first comments, and the expectations in the files next to it.
/// </summary>
/// <remarks>
/// <c>name.lua</c> and <c>name.out</c> (standard output, byte for byte) are required. <c>name.err</c> contains the
/// lines of standard error (see <see cref="LinePattern"/>); without it, standard error must be empty. <c>name.exit</c>
/// contains the exit status; without it, the status must be 0. Comments before the first statement may be directives:
/// <c>-- args: a b</c> (the script's), <c>-- options: -W</c> (moonwire's), <c>-- env: NAME=value</c>, <c>-- stdin:
/// text</c> (once for each line), <c>-- network: own</c> (see <see cref="OwnNetwork"/>), <c>-- tool: name</c> for a
/// program that the script runs (see <see cref="Tool"/>), and <c>-- modules: installed</c>, without which
/// <c>require</c> does not find the modules that are installed on this machine. If <c>MOONWIRE_DISABLE</c> turns the
/// recorder off, the last datagrams in <c>name.err</c> are not expected (see <see cref="LastDatagrams"/>). Files in a
/// folder <c>support</c> belong to the tests next to it and are not tests themselves.
/// </remarks>
internal sealed class ScriptCase
{
    private static readonly string[] Kinds = [".lua", ".out", ".err", ".exit"];

    private readonly string _path;
    private readonly List<string> _arguments = [];
    private readonly List<string> _options = [];
    private readonly List<string> _tools = [];
    private readonly List<KeyValuePair<string, string>> _environment = [];
    private readonly StringBuilder _input = new();

    public ScriptCase(string root, string name)
    {
        _path = Path.Combine(root, name);
        if (!File.Exists(_path + ".lua"))
        {
            throw new InvalidDataException($"{name} has expectations but no script.");
        }

        if (!File.Exists(_path + ".out"))
        {
            throw new InvalidDataException($"{name}.lua has no {name}.out.");
        }

        foreach (var line in File.ReadLines(_path + ".lua")
            .TakeWhile(l =>
                l.StartsWith("--", StringComparison.Ordinal) || l.StartsWith("#!", StringComparison.Ordinal)))
        {
            ReadDirective(line);
        }
    }

    public string Code => File.ReadAllText(_path + ".lua", Encoding.Latin1);

    public string Folder => Path.GetDirectoryName(_path)!;

    public IEnumerable<string> CommandLine => [.. _options, Path.GetFileName(_path) + ".lua", .. _arguments];

    public IEnumerable<KeyValuePair<string, string>> Environment => _environment;

    /// <summary>True if the script runs in its own network.</summary>
    public bool WantsOwnNetwork { get; private set; }

    /// <summary>The programs that the script runs and that not every machine has.</summary>
    public IReadOnlyList<string> Tools => _tools;

    /// <summary>True if require searches the modules that are installed on this machine.</summary>
    public bool SeesInstalledModules { get; private set; }

    public byte[] Input => Encoding.UTF8.GetBytes(_input.ToString());

    public byte[] Output => File.ReadAllBytes(_path + ".out");

    public string Errors => !File.Exists(_path + ".err") ? ""
        : LastDatagrams.AreReported(_options) ? File.ReadAllText(_path + ".err")
        : LastDatagrams.RemoveFrom(File.ReadAllText(_path + ".err"));

    public int ExitCode => File.Exists(_path + ".exit")
        ? int.Parse(File.ReadAllText(_path + ".exit").Trim(), CultureInfo.InvariantCulture)
        : 0;

    /// <summary>Returns the names of all tests below a folder, such as <c>udp/cancel_wakes_a_receiver</c>.</summary>
    public static IEnumerable<string> Names(string root) => Directory
        .EnumerateFiles(root, "*", SearchOption.AllDirectories)
        .Where(f => Kinds.Contains(Path.GetExtension(f), StringComparer.Ordinal))
        .Select(f => Path.ChangeExtension(Path.GetRelativePath(root, f), null).Replace('\\', '/'))
        .Where(n => !n.Split('/').Contains("support", StringComparer.Ordinal))
        .Distinct(StringComparer.Ordinal)
        .Order(StringComparer.Ordinal);

    private void ReadDirective(string line)
    {
        var (key, value) = line.Split(':', 2) is [var k, var v] ? (k, v.Trim()) : (line, "");
        switch (key)
        {
            case "-- args":
                _arguments.AddRange(value.Split(' ', StringSplitOptions.RemoveEmptyEntries));
                break;
            case "-- options":
                _options.AddRange(value.Split(' ', StringSplitOptions.RemoveEmptyEntries));
                break;
            case "-- env":
                _environment.Add(KeyValuePair.Create(value[..value.IndexOf('=')], value[(value.IndexOf('=') + 1)..]));
                break;
            case "-- network":
                WantsOwnNetwork = value == "own"
                    ? true
                    : throw new InvalidDataException($"{_path}.lua: network: {value}");
                break;
            case "-- tool":
                _tools.Add(value);
                break;
            case "-- modules":
                SeesInstalledModules = value == "installed"
                    ? true
                    : throw new InvalidDataException($"{_path}.lua: modules: {value}");
                break;
            case "-- stdin":
                _input.Append(value).Append('\n');
                break;
        }
    }
}
