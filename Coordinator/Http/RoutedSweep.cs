using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Shared.Trials;

namespace Coordinator.Http;

/// <summary>The sweep, and the trial, that a request's path names. What cannot be a name is of nothing that exists.</summary>
internal static class RoutedSweep
{
    public static bool TryRead(HttpContext context, out SweepName name, [NotNullWhen(false)] out IResult? problem)
    {
        var text = context.Route("name");
        problem = SweepName.TryParse(text, out name) ? null : Problems.Of(StatusCodes.Status404NotFound, $"{SweepName.Rule}, but got '{Shown.Of(text)}'");
        return problem is null;
    }

    public static bool TryRead(HttpContext context, out SweepName name, out int trial, [NotNullWhen(false)] out IResult? problem)
    {
        trial = 0;
        if (!TryRead(context, out name, out problem)) return false;
        var text = context.Route("trial");
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out trial))
            problem = Problems.Of(StatusCodes.Status404NotFound, $"a trial is a whole number from 0, but got '{Shown.Of(text)}'");
        return problem is null;
    }
}
