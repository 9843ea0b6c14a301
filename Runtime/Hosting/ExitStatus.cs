namespace Moonwire.Runtime.Hosting;

/// <summary>The statuses that the program ends with; a script may choose others.</summary>
public static class ExitStatus
{
    public const int Success = 0;
    public const int Failure = 1;

    /// <summary>An option of moonwire's own is wrong; for one of lua's the status is lua's, <see cref="Failure"/>.</summary>
    public const int Misuse = 2;

    /// <summary>A defect of this program: EX_SOFTWARE of sysexits.h.</summary>
    public const int InternalError = 70;

    /// <summary>The program's time was up, as timeout(1) has it.</summary>
    public const int TimedOut = 124;

    /// <summary>128 + SIGINT.</summary>
    public const int Interrupted = 130;

    private const int SignalBase = 128;

    /// <summary>The status of a program that a signal ended, as shells have it.</summary>
    public static int OfSignal(int number) => SignalBase + number;
}
