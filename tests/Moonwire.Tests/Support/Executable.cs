using System.Diagnostics;

namespace Moonwire.Tests.Support;

/// <summary>
/// The moonwire that the tests run: the one named by the environment variable MOONWIRE, else the plain build that
/// lies beside the tests.
/// </summary>
/// <remarks>
/// A child gets the environment of the tests, MOONWIRE_READINESS included, without the variables that change what a
/// Lua interpreter does.
/// </remarks>
internal static class Executable
{
    private static readonly string[] ChangeLua =
        ["LUA_INIT", "LUA_INIT_5_4", "LUA_PATH", "LUA_PATH_5_4", "LUA_CPATH", "LUA_CPATH_5_4", "MOONWIRE_PATH"];

    public static TimeSpan Bound { get; } = TimeSpan.FromSeconds(60);

    public static string Location { get; } = Environment.GetEnvironmentVariable("MOONWIRE") is { Length: > 0 } named
        ? Path.GetFullPath(named)
        : Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "moonwire.exe" : "moonwire");

    /// <summary>
    /// What the program wrote, as if it had been found by the name "moonwire": its messages start with what it was called by.
    /// </summary>
    public static string WithoutPath(string errors) =>
        string.Join('\n', errors.Split('\n').Select(static line => line.StartsWith(Location + ": ", StringComparison.Ordinal) ? "moonwire" + line[Location.Length..] : line));

    public static Task<ChildResult> RunAsync(
        IEnumerable<string> arguments,
        string? folder = null,
        ReadOnlyMemory<byte> input = default,
        IEnumerable<KeyValuePair<string, string>>? environment = null,
        TimeSpan? bound = null,
        IReadOnlyList<string>? launcher = null)
    {
        string[] command = [.. launcher ?? [], Location, .. arguments];
        var start = new ProcessStartInfo(command[0], command[1..]) { WorkingDirectory = folder ?? AppContext.BaseDirectory };
        foreach (var name in ChangeLua)
        {
            start.Environment.Remove(name);
        }

        // The plain build starts through a small host that has to find the .NET that runs these tests.
        start.Environment.TryAdd("DOTNET_ROOT", DotNetRoot());
        foreach (var (name, value) in environment ?? [])
        {
            start.Environment[name] = value;
        }

        return ChildProcess.RunAsync(start, input, bound ?? Bound);
    }

    public static string DotNetRoot() =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "..", "..", ".."));
}
