namespace Moonwire.Tests.Support;

/// <summary>A control group whose processes may take so much memory, as those of a container.</summary>
internal sealed class MemoryGroup : IDisposable
{
    /// <summary>Set to "required" where a machine without control groups to make is a failure rather than a skipped test.</summary>
    private const string Variable = "MOONWIRE_CGROUP";
    private const string First = "/sys/fs/cgroup/memory";
    private const string Second = "/sys/fs/cgroup";

    private readonly string _folder;

    private MemoryGroup(string folder) => _folder = folder;

    /// <summary>The shell command by which a process joins the group.</summary>
    public string Join => $"echo $$ > '{_folder}/cgroup.procs'";

    /// <summary>Makes a group, or skips the test, or fails it.</summary>
    public static MemoryGroup Make(long bytes)
    {
        var name = $"moonwire-tests-{Guid.NewGuid():N}";
        var reason = "there is no cgroup file system with a memory controller";
        foreach (var (root, limit) in new[] { (First, "memory.limit_in_bytes"), (Second, "memory.max") })
        {
            try
            {
                if (!Directory.Exists(root))
                {
                    continue;
                }

                var folder = Path.Combine(root, name);
                _ = Directory.CreateDirectory(folder);
                var group = new MemoryGroup(folder);
                if (File.Exists(Path.Combine(folder, limit)))
                {
                    File.WriteAllText(Path.Combine(folder, limit), $"{bytes}");
                    return group;
                }

                group.Dispose();
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                reason = exception.Message;
            }
        }

        Assert.False(Environment.GetEnvironmentVariable(Variable) == "required", $"NOT RUN, {reason}.");
        Assert.Skip($"NOT RUN, {reason}.");
        throw new InvalidOperationException(reason);
    }

    public void Dispose()
    {
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder);
        }
    }
}
