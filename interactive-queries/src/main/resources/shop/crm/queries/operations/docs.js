// The address stays relative, so that the page works behind a proxy's prefix too. Nobody else's
// server is asked whether the document is valid.
SwaggerUIBundle({
  url: "openapi.json",
  dom_id: "#api",
  deepLinking: true,
  validatorUrl: null,
  filter: true,
  tryItOutEnabled: true,
  presets: [SwaggerUIBundle.presets.apis],
});
