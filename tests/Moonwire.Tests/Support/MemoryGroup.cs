namespace Moonwire.Tests.Support;

/// <summary>A control group that limits the memory of its processes, like a container.</summary>
internal sealed class MemoryGroup : IDisposable
{
    /// <summary>
    /// Set to "required" to make the test fail, not skip, on a machine where no control group can be created.
    /// </summary>
    private const string Variable = "MOONWIRE_CGROUP";
    private const string First = "/sys/fs/cgroup/memory";
    private const string Second = "/sys/fs/cgroup";

    private readonly string _folder;

    private MemoryGroup(string folder) => _folder = folder;

    /// <summary>The shell command with which a process joins the group.</summary>
    public string Join => $"echo $$ > '{_folder}/cgroup.procs'";

    /// <summary>Creates a group. If that is impossible, skips the test or fails it.</summary>
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
