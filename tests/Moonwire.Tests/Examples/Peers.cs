using Moonwire.Tests.Require;

namespace Moonwire.Tests.Examples;

/// <summary>The other programs with which the pages compare moonwire.</summary>
internal static class Peers
{
    /// <summary>
    /// Returns the path of the program, or null if it, or a C module that the code requires, is not installed.
    /// </summary>
    public static string? Find(string program, string code)
    {
        string[] modules = ["socket", "luv"];
        var missing = modules.Any(m =>
            code.Contains($"require(\"{m}\")", StringComparison.Ordinal) && !CModuleTests.Installed(m));
        return missing
            ? null
            : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
                .Select(folder => Path.Combine(folder, program))
                .FirstOrDefault(File.Exists);
    }
}
