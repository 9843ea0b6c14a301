namespace Moonwire.Tests.Support;

/// <summary>
/// The moonwire that the tests run: the executable that the environment variable MOONWIRE names, or the plain build
/// next to the tests.
/// </summary>
internal static class Executable
{
    /// <summary>
    /// Variables that hide the modules that are installed on this machine, so that require neither finds nor suggests
    /// them.
    /// </summary>
    public static readonly IReadOnlyList<KeyValuePair<string, string>> WithoutInstalledModules =
        [KeyValuePair.Create("LUA_PATH", "./?.lua;./?/init.lua"), KeyValuePair.Create("LUA_CPATH", "./?.so")];

    public static TimeSpan Bound { get; } = TimeSpan.FromMinutes(3);

    public static string Location { get; } = Environment.GetEnvironmentVariable("MOONWIRE") is { Length: > 0 } named
        ? Path.GetFullPath(named)
        : Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "moonwire.exe" : "moonwire");

    /// <summary>
    /// Returns the messages as if the program had been called "moonwire". Messages start with the name by which the
    /// program was called.
    /// </summary>
    public static string WithoutPath(string errors) =>
        string.Join(
            '\n', errors.Split('\n')
                .Select(static line => line.StartsWith(Location + ": ", StringComparison.Ordinal)
                    ? "moonwire" + line[Location.Length..]
                    : line));

    public static async Task<ChildResult> RunAsync(
        IEnumerable<string> arguments,
        string? folder = null,
        ReadOnlyMemory<byte> input = default,
        IEnumerable<KeyValuePair<string, string>>? environment = null,
        TimeSpan? bound = null,
        IReadOnlyList<string>? launcher = null)
    {
        string[] command = [.. launcher ?? await Network.LauncherAsync(), Location, .. arguments];
        var start = CleanStart.Of(command[0], command[1..], folder ?? AppContext.BaseDirectory);
        foreach (var (name, value) in environment ?? [])
        {
            start.Environment[name] = value;
        }

        return await ChildProcess.RunAsync(start, input, bound ?? Bound);
    }

    public static string DotNetRoot() =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "..", "..", ".."));
}
