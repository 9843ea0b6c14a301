namespace Moonwire.Runtime.Hosting;

/// <summary>The exit statuses of the program. A script may choose other statuses.</summary>
public static class ExitStatus
{
    public const int Success = 0;
    public const int Failure = 1;

    /// <summary>
    /// One of moonwire's own options is wrong. For an option that lua also has, the status is <see cref="Failure"/>, as
    /// in lua.
    /// </summary>
    public const int Misuse = 2;

    /// <summary>Moonwire itself has a defect: EX_SOFTWARE of sysexits.h.</summary>
    public const int InternalError = 70;

    /// <summary>The time limit of the program has passed. timeout(1) uses the same status.</summary>
    public const int TimedOut = 124;

    /// <summary>128 + SIGINT.</summary>
    public const int Interrupted = 130;

    private const int SignalBase = 128;

    /// <summary>Returns the status of a program that a signal has ended, by the convention of shells.</summary>
    public static int OfSignal(int number) => SignalBase + number;
}
