namespace Moonwire.Runtime.Fibers;

/// <summary>A join that a deadline has ended, of a fiber whose wait has an account.</summary>
/// <param name="fiber">The fiber that was joined.</param>
/// <param name="wait">The account of the fiber's wait.</param>
public sealed class JoinAccount(Fiber fiber, WaitAccount wait) : WaitAccount
{
    public override string Describe() => Words(fiber);

    public override string Progress() => Words(fiber, wait.Describe() + wait.Progress());

    internal override void EndedAt(long time) => wait.EndedAt(time);

    /// <summary>Returns the text of a join's <see cref="Wait.Describe"/>.</summary>
    public static string Words(Fiber fiber) => $"{fiber.Title} to finish";

    /// <summary>Returns the text of a join's <see cref="Wait.Progress"/>.</summary>
    /// <param name="fiber">The fiber that is joined.</param>
    /// <param name="waiting">The description of the fiber's wait.</param>
    public static string Words(Fiber fiber, string waiting) => $"; {fiber.Title} waits for {waiting}";
}
