using System.Reflection;

namespace Moonwire.Tests.Support;

/// <summary>The source tree from which the tests were built.</summary>
internal static class Repository
{
    private static readonly string[] NotSources =
        [".git", "artifacts", "bin", "obj", "TestResults", "BenchmarkDotNet.Artifacts"];

    public static string Root { get; } = typeof(Repository).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(a => a.Key == "RepositoryRoot").Value!;

    public static string PathOf(params ReadOnlySpan<string> parts) => Path.Combine([Root, .. parts]);

    /// <summary>Returns all source files, by their paths from the root with forward slashes.</summary>
    public static IEnumerable<string> Files() => Files(Root).Order(StringComparer.Ordinal);

    private static IEnumerable<string> Files(string folder) =>
        Directory.EnumerateFiles(folder)
            .Where(f => Path.GetFileName(f) != ".git") // a file where the folder is a work tree of git
            .Select(f => Path.GetRelativePath(Root, f).Replace('\\', '/'))
            .Concat(Directory.EnumerateDirectories(folder)
                .Where(d => !NotSources.Contains(Path.GetFileName(d), StringComparer.Ordinal))
                .SelectMany(Files));
}
