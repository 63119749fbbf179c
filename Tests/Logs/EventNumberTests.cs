using System.Reflection;
using Microsoft.Extensions.Logging;

namespace Tests.Logs;

/// <summary>Every line of a log says which event it is. That nothing is logged without a number the compiler sees to (BannedSymbols.txt).</summary>
public sealed class EventNumberTests
{
    public static TheoryData<string> Processes => ["sweeps", "sweeps-worker"];

    [Theory, MemberData(nameof(Processes))]
    public void Every_event_of_a_process_has_a_number_of_its_own(string process)
    {
        var numbered = Events(process).ToList();
        Assert.NotEmpty(numbered);
        Assert.All(numbered, one => Assert.InRange(one.Number, 1, int.MaxValue));
        Assert.Equal(numbered.Count, numbered.Select(one => one.Number).Distinct().Count());
    }

    [Fact]
    public void No_number_is_both_a_coordinators_and_a_workers() =>
        Assert.Empty(Events("sweeps").Select(one => one.Number).Intersect(Events("sweeps-worker").Select(one => one.Number)));

    private static IEnumerable<(string Name, int Number)> Events(string process) =>
        from type in Assembly.Load(process).GetTypes()
        from method in type.GetMethods(BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
        let attribute = method.GetCustomAttribute<LoggerMessageAttribute>()
        where attribute is not null
        select (method.Name, attribute.EventId);
}
