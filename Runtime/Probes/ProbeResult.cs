namespace Moonwire.Runtime.Probes;

/// <summary>What one look at the machine found.</summary>
/// <param name="Name">What was tried, in words_like_these.</param>
/// <param name="Subject">What it was tried on, such as an interface, or null.</param>
/// <param name="IsEssential">Whether scripts can do nothing useful without it.</param>
/// <param name="Works">Whether it works here.</param>
/// <param name="Detail">What was seen, or why it does not work, for people.</param>
public sealed record ProbeResult(string Name, string? Subject, bool IsEssential, bool Works, string Detail)
{
    /// <summary>Numbers that were read, by name.</summary>
    public IReadOnlyDictionary<string, long> Values { get; init; } = new Dictionary<string, long>(StringComparer.Ordinal);
}

/// <summary>What is tried, in order. Nothing leaves this machine, and each try waits for a second at most.</summary>
public static class MachineProbes
{
    public static IReadOnlyList<ProbeResult> Run() =>
    [
        Try("engine", null, isEssential: true, LoopProbes.Engine),
        Try("epoll", null, isEssential: false, LoopProbes.Readiness),
        Try("epoll_pwait2", null, isEssential: false, LoopProbes.ExactWait),
        Try("loopback_v4", null, isEssential: true, static () => SocketProbes.RoundTrip(v6: false)),
        Try("loopback_v6", null, isEssential: false, static () => SocketProbes.RoundTrip(v6: true)),
        Try("reuse_port", null, isEssential: false, SocketProbes.ReusePort),
        Try("receive_info_v4", null, isEssential: false, static () => SocketProbes.ReceiveInfo(v6: false)),
        Try("receive_info_v6", null, isEssential: false, static () => SocketProbes.ReceiveInfo(v6: true)),
        Try("receive_errors", null, isEssential: false, SocketProbes.ReceiveErrors),
        Try("receive_buffer", null, isEssential: false, static () => LimitProbes.Buffer(receive: true)),
        Try("send_buffer", null, isEssential: false, static () => LimitProbes.Buffer(receive: false)),
        Try("open_files", null, isEssential: false, LimitProbes.OpenFiles),
        .. MulticastProbes.Interfaces().SelectMany(static name => new[]
        {
            Try("multicast_v4", name, isEssential: false, () => MulticastProbes.RoundTrip(name, v6: false)),
            Try("multicast_v6", name, isEssential: false, () => MulticastProbes.RoundTrip(name, v6: true)),
        }),
    ];

    /// <summary>What a probe throws is what it found.</summary>
    private static ProbeResult Try(string name, string? subject, bool isEssential, Func<ProbeFinding> probe)
    {
        try
        {
            var (works, detail, values) = probe();
            var result = new ProbeResult(name, subject, isEssential, works, detail);
            return values is null ? result : result with { Values = values };
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return new ProbeResult(name, subject, isEssential, Works: false, (e.InnerException ?? e).Message);
        }
    }
}

internal readonly record struct ProbeFinding(bool Works, string Detail, IReadOnlyDictionary<string, long>? Values = null);
