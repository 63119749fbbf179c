using Jint;
using Jint.Runtime.Modules;

namespace Coordinator.Web;

/// <summary>
/// Draws the page's pictures as SVG documents, without a browser, by running the page's own modules: what a report shows is what
/// the page shows. The first picture takes a second or two, since the charts' bundle is read by an interpreter.
/// </summary>
internal sealed class PictureDrawer : IDisposable
{
    private readonly Engine engine;
    private readonly Jint.Native.Object.ObjectInstance drawing;

    public PictureDrawer()
        : this(new Site().Text)
    {
    }

    /// <param name="files">The text of one of the page's files.</param>
    public PictureDrawer(Func<string, string> files)
    {
        engine = new Engine(options => options.EnableModules(new SiteModules(files)));
        // Charts ask for timers, to animate what nobody will see move.
        engine.SetValue("setTimeout", new Func<object?, object?, int>((_, _) => 0));
        engine.SetValue("clearTimeout", new Action<object?>(_ => { }));
        drawing = engine.Modules.Import("plots/svg.js");
    }

    /// <summary>Why there are no pictures; null: there are.</summary>
    public string? Missing => drawing.Get("missing") is { } text && !text.IsNull() ? text.AsString() : null;

    /// <param name="picture">Such as <c>history</c>: see <c>site/plots/svg.js</c>.</param>
    /// <param name="given">JSON with what it is of.</param>
    public string Svg(string picture, string given, int width, int height) => engine.Invoke(drawing.Get("svg"), picture, given, width, height).AsString();

    public void Dispose() => engine.Dispose();

    /// <summary>Finds modules among the page's files, and nowhere else.</summary>
    private sealed class SiteModules(Func<string, string> files) : IModuleLoader
    {
        private static readonly Uri Root = new("site:///");

        public ResolvedSpecifier Resolve(string? referencingModuleLocation, ModuleRequest moduleRequest)
        {
            var address = new Uri(referencingModuleLocation is null ? Root : new Uri(Root, referencingModuleLocation), moduleRequest.Specifier);
            var name = address.AbsolutePath.TrimStart('/');
            return new ResolvedSpecifier(moduleRequest, name, address, SpecifierType.RelativeOrAbsolute);
        }

        public Module LoadModule(Engine engine, ResolvedSpecifier resolved) => ModuleFactory.BuildSourceTextModule(engine, resolved, files(resolved.Key));
    }
}
