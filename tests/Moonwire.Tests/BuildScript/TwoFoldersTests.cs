using System.IO.Compression;
using System.Security.Cryptography;
using Moonwire.Tests.Support;

namespace Moonwire.Tests.BuildScript;

/// <summary>
/// The sources make the same packages in every folder. The test compiles ahead of time, which takes minutes, so it runs
/// only where the environment variable MOONWIRE_PACKAGES names the folder of packages that build.ps1 has made.
/// </summary>
[TestClass(DisableParallelization = true)]
public sealed class TwoFoldersTests
{
    private const string Variable = "MOONWIRE_PACKAGES";
    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(12);

    [Fact]
    public async Task TheSameSourcesMakeTheSamePackagesInTwoFolders()
    {
        var made = Environment.GetEnvironmentVariable(Variable);
        Assert.SkipUnless(made is { Length: > 0 }, $"NOT RUN, it takes minutes: {Variable} names no folder.");
        using var folder = new TemporaryFolder();

        var first = Hashes(made);
        var second = await PackagesAsync(folder.PathOf("another deeper folder/b"));

        Assert.Contains(first.Keys, static name => name.EndsWith(".deb", StringComparison.Ordinal));
        Assert.Contains(first.Keys, static name => name.EndsWith(".tar.gz", StringComparison.Ordinal));
        Assert.Equal(2, first.Keys.Count(static name => name.EndsWith(".nupkg", StringComparison.Ordinal)));
        Assert.Equal(first, second);
        Assert.All(Directory.GetFiles(made, "*.nupkg"), static path => Assert.Contains("NOTICES", EntriesOf(path)));
    }

    private static List<string> EntriesOf(string package)
    {
        using var archive = ZipFile.OpenRead(package);
        return [.. archive.Entries.Select(static entry => entry.FullName)];
    }

    /// <summary>
    /// Copies the repository to a folder and makes all packages there. Returns their names and hashes.
    /// </summary>
    private static async Task<SortedDictionary<string, string>> PackagesAsync(string copy)
    {
        foreach (var file in Repository.Files())
        {
            var path = Path.Combine(copy, file);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.Copy(Repository.PathOf(file), path);
        }

        var run = await PowerShellRun.InvokeAsync(
            Path.Combine(copy, "build.ps1"), ("Target", new[] { "Package", "Tool" }))
            .WaitAsync(Bound, TestContext.Current.CancellationToken);
        Assert.True(run.Failure is null, $"{string.Join('\n', run.Printed)}\n{run.Failure}");

        return Hashes(Path.Combine(copy, "artifacts", "package", "release"));
    }

    private static SortedDictionary<string, string> Hashes(string folder)
    {
        var hashes = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var path in Directory.GetFiles(folder))
        {
            var hash = SHA256.HashData(File.ReadAllBytes(path));
            hashes.Add(Path.GetFileName(path), Convert.ToHexStringLower(hash));
        }

        return hashes;
    }
}
