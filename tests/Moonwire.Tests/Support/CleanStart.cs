using System.Diagnostics;
using System.Globalization;

namespace Moonwire.Tests.Support;

/// <summary>
/// Describes a program that a test starts. The program gets only the environment variables that are named here, and no
/// ignored signals, so that settings of this machine do not change a test's outcome.
/// </summary>
internal static class CleanStart
{
    /// <summary>
    /// The variables that a program inherits from the tests. Windows itself needs those on the last line.
    /// </summary>
    private static readonly string[] PassedOn =
    [
        "PATH", "MOONWIRE_READINESS", "MOONWIRE_DISABLE",
        "SystemRoot", "ComSpec", "PATHEXT", "TEMP", "TMP",
    ];

    /// <summary>An empty home folder, which is removed when the tests end.</summary>
    private static readonly Lazy<string> Home = new(() =>
    {
        var folder = new TemporaryFolder();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => folder.Dispose();
        return folder.Root;
    });

    private const int SIGPIPE = 13;

    /// <summary>The signals to restore. .NET ignores SIGPIPE, and programs that it starts inherit that.</summary>
    private static readonly IReadOnlyList<int> Ignored = OperatingSystem.IsLinux()
        ? [.. InheritedAsIgnored(File.ReadAllText("/proc/self/status")), SIGPIPE]
        : [];

    public static ProcessStartInfo Of(string program, IEnumerable<string> arguments, string? folder = null)
    {
        string[] command = [.. Launcher(Ignored), program, .. arguments];
#pragma warning disable RS0030 // the only place that the ban allows
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            WorkingDirectory = folder ?? "",
            UseShellExecute = false,
        };
#pragma warning restore RS0030
        var passedOn = PassedOn.Select(name => KeyValuePair.Create(name, Environment.GetEnvironmentVariable(name)))
            .ToList();
        start.Environment.Clear();
        foreach (var (name, value) in passedOn.Where(static variable => variable.Value is not null))
        {
            start.Environment[name] = value;
        }

        start.Environment["HOME"] = Home.Value;
        start.Environment["LANG"] = "C.UTF-8";
        start.Environment["TZ"] = "UTC";
        // The plain build of moonwire starts through a small host, which has to find the .NET that runs these tests.
        start.Environment["DOTNET_ROOT"] = Executable.DotNetRoot();
        return start;
    }

    /// <summary>Returns the command prefix that stops ignoring these signals. It keeps the process ID.</summary>
    internal static string[] Launcher(IReadOnlyList<int> ignored) => ignored.Count == 0
        ? []
        : ["env", "--default-signal=" + string.Join(
            ',', ignored.Select(static number => number.ToString(CultureInfo.InvariantCulture)))];

    /// <summary>Returns the numbers of the ignored signals in /proc/self/status, except SIGPIPE.</summary>
    internal static IReadOnlyList<int> InheritedAsIgnored(string status)
    {
        var mask = ulong.Parse(
            status.Split("SigIgn:")[1].Split('\n')[0].Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        return [.. Enumerable.Range(1, 64).Where(number => number != SIGPIPE && (mask >> (number - 1) & 1) != 0)];
    }
}
