import type { FastifyInstance } from 'fastify'
import { findNearest } from '../core/nearest.ts'

/** The routes that exist, for responses to requests that match none of them. */
export interface RouteTable {
  /** The methods that a path accepts; none when there is no such path. @param path the path of the request, without the query */
  listMethods(path: string): string[]
  /** The path that a mistyped one most likely meant, with its parameters in braces. */
  findNearestPath(path: string): string | undefined
}

interface Route {
  /** Path with its parameters in braces. */
  readonly shown: string
  /** Each segment is a literal, or undefined for a parameter. */
  readonly segments: readonly (string | undefined)[]
  readonly methods: Set<string>
  readonly isHidden: boolean
}

/**
 * Records the routes that are added from now on. A route with `schema: { hide: true }` is never suggested. Fastify itself
 * can look up only the pattern of a route, not the path of a request.
 */
export function recordRoutes(app: FastifyInstance): RouteTable {
  const routes = new Map<string, Route>()
  app.addHook('onRoute', ({ url, method, schema }) => {
    if (url.includes('*')) return
    const route = routes.get(url) ?? createRoute(url, (schema as { hide?: boolean } | undefined)?.hide === true)
    routes.set(url, route)
    for (const name of [method].flat()) route.methods.add(name)
  })

  return {
    listMethods(path) {
      const segments = splitPath(path)
      const matching = [...routes.values()].filter((route) => fits(route, segments))
      return [...new Set(matching.flatMap(({ methods }) => [...methods]))]
    },
    findNearestPath(path) {
      const segments = splitPath(path)
      const shownByComparable = new Map<string, string>()
      for (const route of routes.values()) {
        if (!route.isHidden) shownByComparable.set(fillParams(route, segments), route.shown)
      }
      const candidates = [...shownByComparable.keys()]
      const nearest = findNearest(segments.join('/'), candidates) ?? findByEnd(path, candidates)
      return nearest === undefined ? undefined : shownByComparable.get(nearest)
    },
  }
}

function createRoute(url: string, isHidden: boolean): Route {
  return {
    shown: url.replaceAll(/:(\w+)/g, '{$1}'),
    segments: url.split('/').map((segment) => (segment.startsWith(':') ? undefined : segment)),
    methods: new Set(),
    isHidden,
  }
}

function fits(route: Route, segments: readonly string[]): boolean {
  if (route.segments.length !== segments.length) return false
  return route.segments.every((segment, index) => segment === undefined || segment === segments[index])
}

/** Fills the parameters of a route's path with the segments of the request, so that only the other segments count as mistyped. */
function fillParams(route: Route, segments: readonly string[]): string {
  return route.segments.map((segment, index) => segment ?? segments[index] ?? '').join('/')
}

/** Finds a path whose prefix was forgotten: `/signed-url` is the end of `/awss3/signed-url`. */
function findByEnd(path: string, candidates: readonly string[]): string | undefined {
  return path.length < 3 ? undefined : candidates.find((candidate) => candidate.endsWith(path))
}

/** Splits a path into decoded segments. The router has usually refused broken percent-encoding before; otherwise the path is compared as it was typed. */
function splitPath(path: string): string[] {
  try {
    return decodeURI(path).split('/')
  } catch {
    return path.split('/')
  }
}
