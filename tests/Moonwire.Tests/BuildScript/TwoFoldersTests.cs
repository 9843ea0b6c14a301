using System.Security.Cryptography;
using Moonwire.Tests.Support;

namespace Moonwire.Tests.BuildScript;

/// <summary>
/// The sources make the same packages in every folder. The test compiles ahead of time twice, which takes minutes, so it
/// runs only where the environment variable MOONWIRE_PACKAGES names a folder, in which it leaves the packages.
/// </summary>
[TestClass(DisableParallelization = true)]
public sealed class TwoFoldersTests
{
    private const string Variable = "MOONWIRE_PACKAGES";
    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(12);

    [Fact]
    public async Task TheSameSourcesMakeTheSamePackagesInTwoFolders()
    {
        var target = Environment.GetEnvironmentVariable(Variable);
        Assert.SkipUnless(target is { Length: > 0 }, $"NOT RUN, it takes minutes: {Variable} names no folder.");
        using var folder = new TemporaryFolder();

        var first = await PackagesAsync(folder.PathOf("a"));
        var second = await PackagesAsync(folder.PathOf("another deeper folder/b"));

        Assert.Contains(first.Keys, static name => name.EndsWith(".deb", StringComparison.Ordinal));
        Assert.Equal(2, first.Keys.Count(static name => name.EndsWith(".nupkg", StringComparison.Ordinal)));
        Assert.Equal(first, second);
        Directory.CreateDirectory(target);
        foreach (var name in first.Keys)
        {
            File.Copy(folder.PathOf($"a/artifacts/package/release/{name}"), Path.Combine(target, name), overwrite: true);
        }
    }

    /// <summary>Copies the repository to a folder, and makes all packages there; returns their names with their hashes.</summary>
    private static async Task<SortedDictionary<string, string>> PackagesAsync(string copy)
    {
        foreach (var file in Repository.Files())
        {
            var path = Path.Combine(copy, file);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.Copy(Repository.PathOf(file), path);
        }

        var run = await PowerShellRun.InvokeAsync(Path.Combine(copy, "build.ps1"), ("Target", new[] { "Package", "Tool" }))
            .WaitAsync(Bound, TestContext.Current.CancellationToken);
        Assert.True(run.Failure is null, $"{string.Join('\n', run.Printed)}\n{run.Failure}");

        var hashes = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var path in Directory.GetFiles(Path.Combine(copy, "artifacts", "package", "release")))
        {
            hashes.Add(Path.GetFileName(path), Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken))));
        }

        return hashes;
    }
}
