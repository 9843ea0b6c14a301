using System.Globalization;
using Moonwire.Runtime.Binding;
using Moonwire.Runtime.Errors;
using Moonwire.Runtime.Lua;

namespace Moonwire.Runtime.Fibers;

/// <summary>The detail of the error of a wait that a deadline has ended.</summary>
/// <param name="details">Keeps the detail for Lua.</param>
/// <param name="account">The description of the wait.</param>
/// <param name="seconds">The time limit.</param>
/// <param name="passed">The seconds of the limit that had passed when the wait began, or -1 for the first wait.</param>
internal sealed class DeadlineDetail(LateDetails details, WaitAccount account, double seconds, double passed)
    : LateDetail
{
    public override string Text() => Words(account.Describe(), seconds, passed, account.Progress());

    internal override bool TryPush(LuaThread stack) => details.TryPush(stack, this);

    internal static string Words(string wait, double seconds, double passed, string progress)
    {
        var began = passed < 0
            ? ""
            : string.Create(
                CultureInfo.InvariantCulture, $", of which {passed:0.###} had passed when this wait began");
        return $"waiting for {wait} took longer than the {Seconds(seconds)} that with_timeout allowed"
            + $"{began}{progress}";
    }

    /// <summary>Returns the time limit in whole milliseconds, or exactly if it is shorter, with its unit.</summary>
    internal static string Seconds(double seconds) =>
        seconds.ToString(seconds < 0.001 ? "0.#########" : "0.###", CultureInfo.InvariantCulture) + " seconds";
}
