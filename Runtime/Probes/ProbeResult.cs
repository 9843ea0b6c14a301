namespace Moonwire.Runtime.Probes;

/// <summary>The result of one check of the machine.</summary>
/// <param name="Name">The name of the feature, in snake_case.</param>
/// <param name="Subject">The interface that was checked, or null for a check of the whole machine.</param>
/// <param name="IsEssential">True if scripts can do nothing useful without the feature.</param>
/// <param name="Works">True if the feature works here.</param>
/// <param name="Detail">A sentence for the user: the observation, or the reason why the feature does not work.</param>
public sealed record ProbeResult(string Name, string? Subject, bool IsEssential, bool Works, string Detail)
{
    /// <summary>The numbers that the probe measured, by name.</summary>
    public IReadOnlyDictionary<string, long> Values { get; init; } =
        new Dictionary<string, long>(StringComparer.Ordinal);
}

/// <summary>
/// Runs the probes in order. No probe sends a packet out of this machine, and each probe waits at most a second.
/// </summary>
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

    /// <summary>
    /// Runs a probe. If the probe throws, returns a failed result with the exception's message as its detail.
    /// </summary>
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

internal readonly record struct ProbeFinding(
    bool Works,
    string Detail,
    IReadOnlyDictionary<string, long>? Values = null);
