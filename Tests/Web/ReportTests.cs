using System.Xml.Linq;
using Tests.EndToEnd;

namespace Tests.Web;

/// <summary>What the command line draws of a sweep: the page's pictures, without the page.</summary>
public sealed class ReportTests(Browser browser, RealRun run) : IClassFixture<RealRun>
{
    [Theory]
    [InlineData("history", "best so far")]
    [InlineData("slice", "validation.macro_ap")]
    [InlineData("parallel", "loss")]
    [InlineData("timeline", "since the launch")]
    [InlineData("pareto", "Pareto front")]
    [InlineData("curves", "epoch")]
    [InlineData("labels", "trial 0 (baseline)")]
    public async Task A_picture_is_an_SVG_document_with_the_texts_of_the_page(string picture, string text)
    {
        (await run.Sweeps("plot", "small", picture, "-o", run.File("x.svg"))).With(code: 0);

        var svg = XDocument.Load(run.File("x.svg")).Root!;
        Assert.Equal("http://www.w3.org/2000/svg", svg.Name.NamespaceName);
        Assert.Contains(svg.Descendants().Where(element => element.Name.LocalName == "text"), element => element.Value.Contains(text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_parameter_that_is_not_there_is_named_with_the_nearest()
    {
        var result = await run.Sweeps("plot", "small", "slice", "--x", "optimizer.adam.learning_rat");
        Assert.Equal(2, result.Code);
        Assert.Contains("the sweep has no parameter 'optimizer.adam.learning_rat' in which trials differ: did you mean `optimizer.adam.learning_rate`?", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_report_is_one_file_that_runs_nothing_asks_nobody_and_says_what_the_sweep_found()
    {
        (await run.Sweeps("report", "small", "-o", run.File("report.html"))).With(code: 0);
        var html = await System.IO.File.ReadAllTextAsync(run.File("report.html"));
        Assert.DoesNotContain("<script", html, StringComparison.OrdinalIgnoreCase);

        await using var window = await browser.Open(run.Address);
        var asked = new List<string>();
        window.Page.Request += (_, request) => asked.Add(request.Url);
        await window.Page.GotoAsync(new Uri(run.File("report.html")).AbsoluteUri);

        Assert.Equal([new Uri(run.File("report.html")).AbsoluteUri], asked);
        Assert.Empty(window.Complaints);
        Assert.True(await window.Page.Locator("svg").CountAsync() >= 8);
        using var status = await run.Ask("/v1/sweeps/small");
        var best = status.RootElement.GetProperty("best");
        var headline = await window.Page.Locator("h1 + p").InnerTextAsync();
        Assert.StartsWith(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"Best is trial {best.GetProperty("trial").GetInt32()}: validation.macro_ap {best.GetProperty("value").GetDouble():F4}"), headline, StringComparison.Ordinal);
        Assert.Equal("Nothing has failed.", await window.Page.Locator("section", new() { HasText = "Failures" }).Last.Locator("p").InnerTextAsync());
    }
}
